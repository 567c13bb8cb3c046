import { sql, type Kysely, type Selectable } from 'kysely';
import { z } from 'zod';
import { recoveryWorkflowId, type DebtRef } from '../../domain/ids.ts';
import { OUTCOMES } from '../../domain/outcome.ts';
import { CLOSING_STANDINGS, standingRank } from '../../domain/standing.ts';
import type { RecoveryLedger, RecoveryRecord } from '../../ports/ledger.ts';
import type { Schema } from './schema.ts';

/** Recoveries and standings. */
export function createRecoveryLedger(db: Kysely<Schema>): RecoveryLedger {
  const ledger: RecoveryLedger = {
    openRecovery: async (record) => {
      const inserted = await insertRecovery(db, record);
      const found = await ledger.findRecovery(record.input);
      if (!found)
        throw new Error(`recovery ${recoveryWorkflowId(record.input)} vanished while it was opened`);
      return { created: inserted, record: found };
    },
    findRecovery: async (debt) => {
      const row = await db.selectFrom('recoveries').selectAll().where(ofDebt(debt)).executeTakeFirst();
      return row ? parseRecovery(row) : null;
    },
    recordOutcome: async (debt, outcome, now) => {
      await db
        .updateTable('recoveries')
        .set({ outcome, ended_at: now })
        .where(ofDebt(debt))
        .where('outcome', 'is', null)
        .execute();
    },
    recordSuspendAt: async (debt, suspendAt) => {
      await db.updateTable('recoveries').set({ suspend_at: suspendAt }).where(ofDebt(debt)).execute();
    },
    findStanding: async (debt) => {
      const row = await db.selectFrom('standings').select('standing').where(ofDebt(debt)).executeTakeFirst();
      return row ? z.enum(CLOSING_STANDINGS).parse(row.standing) : null;
    },
    recordStanding: async (debt, standing, now) => {
      await sql`
        insert into standings (source, debt_id, standing, rank, recorded_at)
        values (${debt.source}, ${debt.debtId}, ${standing}, ${standingRank(standing)}, ${now})
        on conflict (source, debt_id) do update
          set standing = excluded.standing, rank = excluded.rank, recorded_at = excluded.recorded_at
          where excluded.rank > standings.rank`.execute(db);
    },
  };
  return ledger;
}

/** Where-clause of one debt's row; every ledger table of a debt starts with these two columns. */
export function ofDebt({ source, debtId }: DebtRef) {
  return sql<boolean>`source = ${source} and debt_id = ${debtId}`;
}

async function insertRecovery(db: Kysely<Schema>, { input, ...record }: RecoveryRecord): Promise<boolean> {
  const result = await db
    .insertInto('recoveries')
    .values({
      source: input.source,
      debt_id: input.debtId,
      workflow_id: recoveryWorkflowId(input),
      kind: input.kind,
      customer_id: input.customerId,
      subscription_id: record.subscriptionId,
      opened_by: record.openedBy,
      first_failure_at: input.firstFailureAt,
      sequence: JSON.stringify(input.sequence),
      amount_due_minor: input.amountDueMinor,
      currency: input.currency,
    })
    .onConflict((conflict) => conflict.columns(['source', 'debt_id']).doNothing())
    .executeTakeFirst();
  return (result.numInsertedOrUpdatedRows ?? 0n) > 0n;
}

const sequenceRow = z.object({
  id: z.string(),
  version: z.string(),
  steps: z.array(
    z.object({
      id: z.enum(['first_notice', 'second_notice', 'final_notice', 'suspension']),
      offset: z.string(),
    }),
  ),
  winbackWindow: z.string(),
});

const recoveryRow = z.object({
  source: z.literal('stripe'),
  kind: z.enum(['invoice', 'order']),
  outcome: z.enum(OUTCOMES).nullable(),
  sequence: sequenceRow,
});

function parseRecovery(row: Selectable<Schema['recoveries']>): RecoveryRecord {
  const parsed = recoveryRow.parse(row);
  return {
    input: {
      source: parsed.source,
      debtId: row.debt_id,
      kind: parsed.kind,
      customerId: row.customer_id,
      firstFailureAt: row.first_failure_at,
      sequence: parsed.sequence,
      amountDueMinor: row.amount_due_minor,
      currency: row.currency,
    },
    subscriptionId: row.subscription_id,
    openedBy: row.opened_by,
    outcome: parsed.outcome,
    suspendAt: row.suspend_at,
  };
}
