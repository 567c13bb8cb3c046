import { sql, type Kysely } from 'kysely';
import { z } from 'zod';
import type { SendingLicence } from '../../ports/ledger.ts';
import type { ShadowLedger } from '../../ports/shadow-ledger.ts';
import { isClosed, type DebtColumns } from './closings.ts';
import { ofDebt } from './recoveries.ts';
import type { Schema } from './schema.ts';
import { sourceName } from './source-name.ts';

const step = z.string();
const shadowRow = z.object({ source: sourceName, step, channel: z.enum(['whatsapp', 'email']) });

/** What shadow mode would have sent: in a table of its own, where nothing that counts deliveries looks. */
export function createShadowLedger(db: Kysely<Schema>): ShadowLedger {
  return {
    recordShadow: (licence) => recordShadow(db, licence),
    shadowStepsOf: async (debt) => {
      const rows = await db.selectFrom('shadow_messages').select('step').where(ofDebt(debt)).execute();
      return rows.map((row) => step.parse(row.step));
    },
    isShadow: async (debt) => {
      const row = await db
        .selectFrom('recoveries')
        .select('is_shadow')
        .where(ofDebt(debt))
        .executeTakeFirst();
      return row?.is_shadow === true;
    },
    listShadow: async () => {
      const rows = await db
        .selectFrom('shadow_messages')
        .selectAll()
        .orderBy('recorded_at')
        .orderBy('debt_id')
        .execute();
      return rows.map(({ debt_id, message, recorded_at, ...row }) => {
        const { source, ...rest } = shadowRow.parse(row);
        return { debt: { source, debtId: debt_id }, ...rest, text: message, at: recorded_at };
      });
    },
  };
}

/** True for a delivery `d` (its recovery's columns given) of a shadow recovery, or of a step that was shown already. */
export function isShadowed({ source, debtId }: DebtColumns) {
  return sql<boolean>`(exists (
    select from shadow_messages m where m.source = ${source} and m.debt_id = ${debtId} and m.step = d.step
  ) or exists (
    select from recoveries r where r.source = ${source} and r.debt_id = ${debtId} and r.is_shadow))`;
}

const DELIVERY = { source: sql.ref('d.source'), debtId: sql.ref('d.debt_id') };

/** Under the conditions of a licence, so that it shows what would have been sent, and nothing else. */
async function recordShadow(
  db: Kysely<Schema>,
  licence: SendingLicence,
): ReturnType<ShadowLedger['recordShadow']> {
  await sql`
    insert into shadow_messages (source, debt_id, step, channel, template, message, reread_at, recorded_at)
    select d.source, d.debt_id, d.step, d.channel, ${licence.template}, ${licence.text}, ${licence.rereadAt},
      ${licence.now}
    from deliveries d
    where d.id = ${licence.deliveryId} and d.state = 'planned'
      and (not ${licence.needsOpenInvoice}::boolean or not ${isClosed(DELIVERY)})
      and not exists (select from opt_outs o where o.phone_hash in (d.phone_hash, d.address_hash))
    on conflict (source, debt_id, step) do nothing`.execute(db);
  const { rows } = await sql<{ state: string; opted_out: boolean; shown: boolean }>`
    select d.state, exists (select from opt_outs o where o.phone_hash in (d.phone_hash, d.address_hash)) as opted_out,
      exists (select from shadow_messages m
        where m.source = d.source and m.debt_id = d.debt_id and m.step = d.step) as shown
    from deliveries d where d.id = ${licence.deliveryId}`.execute(db);
  const [found] = rows;
  if (found?.shown) return 'shadowed';
  if (found?.state !== 'planned') return 'taken';
  return found.opted_out ? 'opted_out' : 'closed';
}
