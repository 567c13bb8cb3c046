import { sql, type Kysely } from 'kysely';
import type { AcknowledgementAsked } from '../../ports/inbound.ts';
import { isClosed } from './closings.ts';
import type { Schema } from './schema.ts';

const OF_DELIVERY = { source: sql.ref('d.source'), debtId: sql.ref('d.debt_id') };

/**
 * One statement, so that of two replies in the same moment one is acknowledged; a row for every way to write the number,
 * in the same order always.
 */
export async function licenseAcknowledgement(
  db: Kysely<Schema>,
  { phoneHashes, now, lastBefore }: AcknowledgementAsked,
): Promise<boolean> {
  const hashes = [...phoneHashes].sort();
  const granted = await sql`
    insert into reply_answers as a (phone_hash, licensed_at)
    select h, ${now} from unnest(${hashes}::text[]) h
    where not exists (select from opt_outs o where o.phone_hash = any(${hashes}))
      and exists (select from deliveries d join recoveries r on r.source = d.source and r.debt_id = d.debt_id
        where d.phone_hash = any(${hashes}) and d.requested_at is not null and r.outcome is null
          and not r.is_shadow and not ${isClosed(OF_DELIVERY)})
    on conflict (phone_hash) do update set licensed_at = excluded.licensed_at, result = null
      where a.licensed_at <= ${lastBefore}`.execute(db);
  return granted.numAffectedRows === BigInt(hashes.length);
}

export async function settleAcknowledgement(
  db: Kysely<Schema>,
  phoneHashes: readonly string[],
  result: string,
): Promise<void> {
  await db.updateTable('reply_answers').set({ result }).where('phone_hash', 'in', phoneHashes).execute();
}
