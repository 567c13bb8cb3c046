import { sql, type Kysely } from 'kysely';
import { crmRank } from '../../domain/crm-rank.ts';
import type { Log } from '../../ports/log.ts';
import type { EndedRecovery, ParkedRetry, ReconciliationLedger } from '../../ports/reconciliation.ts';
import { createReconciliationLog } from './reconciliation-log.ts';
import { createReconciliationReads } from './reconciliation-reads.ts';
import { ofDebt } from './recoveries.ts';
import type { Schema } from './schema.ts';

/** What reconciliation reads and writes, on Postgres. */
export function createReconciliationLedger(db: Kysely<Schema>, log: Log): ReconciliationLedger {
  return {
    ...createReconciliationReads(db, log),
    ...createReconciliationLog(db),
    endRecovery: (ended) => endRecovery(db, ended),
    retryParked: (retry) => retryParked(db, retry),
  };
}

async function endRecovery(
  db: Kysely<Schema>,
  { debt, outcome, by, crmPending, now }: EndedRecovery,
): Promise<boolean> {
  const result = await db
    .updateTable('recoveries')
    .set({
      outcome,
      ended_at: now,
      ended_by: by,
      crm_status: outcome,
      crm_sequence: sql`crm_sequence + case when crm_status is distinct from ${outcome} then 1 else 0 end`,
      crm_rank: crmRank(outcome),
      crm_pending: crmPending,
    })
    .where(ofDebt(debt))
    .where('outcome', 'is', null)
    .executeTakeFirst();
  return result.numUpdatedRows > 0n;
}

/** The relay parks a row at its fifth. */
const LAST_TRY = 4;

async function retryParked(
  db: Kysely<Schema>,
  { before, now, limit, dryRun }: ParkedRetry,
): Promise<readonly string[]> {
  const due = db
    .selectFrom('inbox_events')
    .select('id')
    .where('state', '=', 'parked')
    .where('next_try_at', '<', before)
    .orderBy('id')
    .limit(limit);
  if (dryRun) return (await due.execute()).map(({ id }) => id);
  const rows = await db
    .updateTable('inbox_events')
    // One try: whatever fails again is parked again at once.
    .set({ state: 'pending', tries: LAST_TRY, next_try_at: now })
    .where('id', 'in', due)
    .where('state', '=', 'parked')
    .returning('id')
    .execute();
  return rows.map(({ id }) => id);
}
