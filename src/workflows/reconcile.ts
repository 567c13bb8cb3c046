import {
  ActivityCancellationType,
  ActivityFailure,
  ApplicationFailure,
  isCancellation,
  proxyActivities,
} from '@temporalio/workflow';
import { reconcileAll, type RepairReport } from '../domain/reconciliation.ts';
import type { ReconciliationActivities } from './activity-contract.ts';

export interface ReconcileOptions {
  /** Looks and counts, and changes nothing; nothing is recorded. */
  readonly dryRun: boolean;
}

const activities = proxyActivities<ReconciliationActivities>({
  cancellationType: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
  // One page: a hundred questions to Temporal, or twenty invoices of 5 s each at the worst.
  startToCloseTimeout: '3m',
  // The next run is an hour away, and begins where this one stopped.
  retry: { initialInterval: '5s', backoffCoefficient: 3, maximumAttempts: 4 },
});

/** Finds what events did not tell, and repairs it, as the schedule asks. A second run changes nothing. */
export async function reconcile({ dryRun }: ReconcileOptions): Promise<readonly RepairReport[]> {
  const start = await activities.beginReconciliation();
  const reports = await reconcileAll({ start, dryRun, repairPage: makeRepair, explain });
  if (!dryRun) await activities.endReconciliation({ startedAt: start.startedAt, reports });
  return reports;
}

const makeRepair: ReconciliationActivities['makeRepair'] = (request) =>
  activities.makeRepair.executeWithOptions({ summary: request.repair }, [request]);

function explain(error: unknown): string {
  if (isCancellation(error) || !(error instanceof ActivityFailure)) throw error;
  return error.cause instanceof ApplicationFailure ? error.cause.message : 'it took too long';
}
