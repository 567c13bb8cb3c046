import { sql, type Kysely } from 'kysely';
import type { HoldLedger } from '../../ports/hold-ledger.ts';
import type { Schema } from './schema.ts';

/** What runs say of their holds. */
export function createHoldLedger(db: Kysely<Schema>): HoldLedger {
  return {
    recordHold: async ({ debt, hold, until, at }) => {
      await sql`
        update recoveries set hold = ${hold}, hold_until = ${until}, hold_at = ${at},
          held_since = case when ${hold}::text is null then null else coalesce(held_since, ${at}) end
        where source = ${debt.source} and debt_id = ${debt.debtId}
          and (hold_at is null or hold_at <= ${at})`.execute(db);
    },
  };
}
