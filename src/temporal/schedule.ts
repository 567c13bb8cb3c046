import {
  ScheduleAlreadyRunning,
  ScheduleOverlapPolicy,
  type Client,
  type ScheduleOptions,
} from '@temporalio/client';

export interface ReconciliationScheduleOptions {
  readonly client: Client;
  readonly taskQueue: string;
  /** Time limit of each call. */
  readonly deadlineMs?: number;
}

const EVERY = '1h';
/** Services that share a processor account or a cluster do not all begin on the hour. */
const JITTER = '10m';

/**
 * The Temporal Schedule that runs reconciliation, made or brought up to date; one that staff have paused stays paused.
 * Safe in several workers at once. Throws where the server does not have schedules, or does not let us make one.
 */
export function ensureReconciliationSchedule(options: ReconciliationScheduleOptions): Promise<void> {
  const { client, taskQueue, deadlineMs = 10_000 } = options;
  return ensureSchedule(client, planFor(taskQueue), deadlineMs);
}

/** As above, for any schedule. */
export async function ensureSchedule(
  client: Client,
  plan: ScheduleOptions,
  deadlineMs: number,
): Promise<void> {
  await client.withDeadline(Date.now() + deadlineMs, async () => {
    try {
      await client.schedule.create(plan);
    } catch (error) {
      if (!(error instanceof ScheduleAlreadyRunning)) throw error;
      const { spec, action, policies } = plan;
      await client.schedule
        .getHandle(plan.scheduleId)
        .update((previous) => ({ ...previous, spec, action, ...(policies && { policies }) }));
    }
  });
}

/** Its own for every task queue: two services in one namespace do not take each other's. */
export function reconciliationScheduleId(taskQueue: string): string {
  return taskQueue === 'recoup' ? 'recoup-reconciliation' : `recoup-reconciliation:${taskQueue}`;
}

function planFor(taskQueue: string): ScheduleOptions {
  const scheduleId = reconciliationScheduleId(taskQueue);
  return {
    scheduleId,
    spec: { intervals: [{ every: EVERY }], jitter: JITTER },
    action: {
      type: 'startWorkflow',
      workflowType: 'reconcile',
      workflowId: scheduleId,
      args: [{ dryRun: false }],
      taskQueue,
      // However it hangs, the next hours are not skipped for ever.
      workflowRunTimeout: '3h',
    },
    // A run missed while Temporal was down is made up for by the next one.
    policies: { overlap: ScheduleOverlapPolicy.SKIP, catchupWindow: '10m' },
  };
}
