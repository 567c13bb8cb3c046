import { ActivityCancellationType, proxyActivities, type ActivityOptions } from '@temporalio/workflow';
import type { RecoveryActivities } from './activity-contract.ts';

const shared = {
  // A send that has begun must finish and be recorded before the run may close: the SDK's real default lets it go.
  cancellationType: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
} as const satisfies ActivityOptions;

/**
 * `deliverStep` and `suspendAccess`: reading the processor may take 5 s (three times at most), sending 20 s, the CRM
 * 3 s, each cut off by its own time limit; 60 s leaves room for the database. After a killed worker this is also how
 * long the next attempt waits.
 */
export const steps = proxyActivities<Pick<RecoveryActivities, 'deliverStep' | 'suspendAccess'>>({
  ...shared,
  startToCloseTimeout: '60s',
  // The workflow tries again itself, for ever: between two tries it knows of a payment, a pause or a cancel, which an
  // attempt that waits out Temporal's back-off would not. Calling such an attempt off races with its beginning.
  retry: { maximumAttempts: 1 },
});

/**
 * `closeRecovery` and `restoreAccess`: a last look (10 s), one message (20 s) and one CRM write (10 s), as above.
 * `recordOptOut`: a look at the ledger, and seldom one at the processor.
 */
export const closing = proxyActivities<
  Pick<RecoveryActivities, 'closeRecovery' | 'restoreAccess' | 'recordOptOut'>
>({
  ...shared,
  startToCloseTimeout: '60s',
  retry: {
    // Surprises (database away, a bug) are tried for ever: a recovery that fails is one that nobody finishes.
    // 2 s hides a restart of Postgres; 1 min keeps a long outage cheap and its end quickly noticed.
    initialInterval: '2s',
    backoffCoefficient: 2,
    maximumInterval: '1m',
  },
});
