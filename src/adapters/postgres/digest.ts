import { sql, type Kysely } from 'kysely';
import { z } from 'zod';
import { HOLD_KINDS } from '../../domain/hold.ts';
import { moneyOf } from '../../domain/money.ts';
import type { DigestLedger } from '../../ports/digest-ledger.ts';
import type { Schema } from './schema.ts';
import { sourceName } from './source-name.ts';

const counts = z.object({ opened: z.coerce.number(), unknown: z.coerce.number() });
const recoveredRow = z.object({
  source: sourceName,
  currency: z.string(),
  count: z.coerce.number(),
  minor: z.string(),
});
const heldRow = z.object({ hold: z.enum(HOLD_KINDS), count: z.coerce.number(), since: z.string() });

/** The daily digest, from rows that are there anyway. */
export function createDigestLedger(db: Kysely<Schema>): DigestLedger {
  return {
    readDigest: async (since, until) => {
      const counted = await sql`
        select (select count(*) from recoveries where created_at >= ${since} and not is_shadow) as opened,
          (select count(*) from deliveries where state = 'unknown') as unknown`.execute(db);
      const paid = await sql`
        select source, currency, count(*) as count, sum(amount_due_minor::numeric)::text as minor from recoveries
        where outcome in ('recovered', 'recovered_late') and ended_at >= ${since} and not is_shadow
        group by source, currency order by count(*) desc, source, currency`.execute(db);
      const waiting = await sql`
        select hold, count(*) as count, min(held_since) as since from recoveries
        where hold is not null and held_since is not null and outcome is null and not is_shadow
        group by hold order by min(held_since)`.execute(db);
      const recovered = z.array(recoveredRow).parse(paid.rows);
      return {
        until,
        ...counts.parse(counted.rows[0]),
        recovered: {
          count: recovered.reduce((sum, { count }) => sum + count, 0),
          amounts: recovered.map(({ source, minor, currency }) => moneyOf(source, minor, currency)),
        },
        held: z.array(heldRow).parse(waiting.rows),
      };
    },
  };
}
