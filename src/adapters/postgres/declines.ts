import { sql, type Kysely } from 'kysely';
import type { DeclineLedger } from '../../ports/declines.ts';
import { ofDebt } from './recoveries.ts';
import type { Schema } from './schema.ts';

/** Decline codes, the latest of each debt. */
export function createDeclineLedger(db: Kysely<Schema>): DeclineLedger {
  return {
    findDecline: async (debt) => {
      const row = await db.selectFrom('declines').selectAll().where(ofDebt(debt)).executeTakeFirst();
      if (!row) return null;
      return { code: row.code, chargeAttempt: row.charge_attempt, learnedAt: row.learned_at };
    },
    recordDecline: async ({ source, debtId }, { code, chargeAttempt, learnedAt }) => {
      await sql`
        insert into declines (source, debt_id, code, charge_attempt, learned_at)
        values (${source}, ${debtId}, ${code}, ${chargeAttempt}, ${learnedAt})
        on conflict (source, debt_id) do update set code = coalesce(excluded.code,
            case when declines.charge_attempt = excluded.charge_attempt then declines.code end),
          charge_attempt = excluded.charge_attempt, learned_at = excluded.learned_at
        where excluded.charge_attempt >= declines.charge_attempt`.execute(db);
    },
  };
}
