import { sql, type Kysely } from 'kysely';
import { z } from 'zod';
import type { DebtRef } from '../../domain/ids.ts';
import { CLOSING_STANDINGS, standingRank } from '../../domain/standing.ts';
import type { StandingLedger } from '../../ports/ledger.ts';
import { subjectEnded, type DebtColumns } from './closings.ts';
import { ofDebt } from './recoveries.ts';
import type { Schema } from './schema.ts';

/** How debts stand, by their own word or by that of the subject they belong to. */
export function createStandingLedger(db: Kysely<Schema>): StandingLedger {
  return {
    findStanding: async (debt) => {
      const { rows } = await sql<{ standing: string | null }>`
        select ${closingStanding(debt)} as standing`.execute(db);
      return z.enum(CLOSING_STANDINGS).nullable().parse(rows[0]?.standing);
    },
    isTold: async (debt, standing, eventId) => {
      const row = await db
        .selectFrom('standings')
        .select('event_id')
        .where(ofDebt(debt))
        .where('standing', '=', standing)
        .where('event_id', '!=', eventId)
        .executeTakeFirst();
      return row !== undefined;
    },
    recordStanding: async (debt, standing, now) => {
      await sql`
        insert into standings (source, debt_id, standing, rank, recorded_at)
        values (${debt.source}, ${debt.debtId}, ${standing}, ${standingRank(standing)}, ${now})
        on conflict (source, debt_id) do update
          set standing = excluded.standing, rank = excluded.rank, event_id = null, recorded_at = excluded.recorded_at
          where excluded.rank > standings.rank`.execute(db);
    },
  };
}

/** The same debt as values of a statement. */
export function columnsOf({ source, debtId }: DebtRef): DebtColumns {
  return { source: sql.val(source), debtId: sql.val(debtId) };
}

/** The debt's own closing standing, else that of its subject, else null: a subject's is the weakest. */
export function closingStanding(debt: DebtRef) {
  return sql<string | null>`coalesce(
    (select standing from standings where ${ofDebt(debt)}),
    case when ${subjectEnded(columnsOf(debt), 'subscription_ended')} then 'subscription_ended' end)`;
}
