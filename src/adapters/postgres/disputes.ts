import { sql, type Kysely } from 'kysely';
import type { DisputeLedger } from '../../ports/dispute-ledger.ts';
import { ofDebt } from './recoveries.ts';
import type { Schema } from './schema.ts';

/** Disputes: while one is open nobody is asked, unless staff decide otherwise. */
export function createDisputeLedger(db: Kysely<Schema>): DisputeLedger {
  return {
    recordDispute: async ({ debt, disputeId, isOpen, now }) => {
      const closedAt = isOpen ? null : now;
      await sql`
        insert into disputes (source, dispute_id, debt_id, recorded_at, closed_at)
        values (${debt.source}, ${disputeId}, ${debt.debtId}, ${now}, ${closedAt})
        on conflict (source, dispute_id) do update set closed_at = coalesce(disputes.closed_at, excluded.closed_at)
      `.execute(db);
    },
    isDisputed: async (debt, releasedAt) => {
      const row = await db
        .selectFrom('disputes')
        .select('dispute_id')
        .where(ofDebt(debt))
        .where('closed_at', 'is', null)
        .where('recorded_at', '>', releasedAt ?? '-infinity')
        .limit(1)
        .executeTakeFirst();
      return row !== undefined;
    },
  };
}
