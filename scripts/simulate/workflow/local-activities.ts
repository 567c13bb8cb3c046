import { scheduleLocalActivity, type WorkflowInterceptors } from '@temporalio/workflow';

interface Scheduling {
  readonly activityType: string;
  readonly args: unknown[];
  /** Retries, cancellation and summary mean the same to a local activity. */
  readonly options: object;
}

/** It also waits for what is told at the same moment, which for thousands of customers takes its time. */
const NO_MATTER_HOW_SLOW = '1 hour';

/**
 * Bundled with production's workflows for a simulation: their activities run within the workflow task that asks for
 * them, which spares the test server half of its work. What they do, in which order and at which instant stays the
 * same; what differs, retries that outlive a worker and calls that overtake one another, no simulation has.
 */
export const interceptors = (): WorkflowInterceptors => ({
  outbound: [
    {
      scheduleActivity: ({ activityType, args, options }: Scheduling) =>
        scheduleLocalActivity(activityType, args, { ...options, startToCloseTimeout: NO_MATTER_HOW_SLOW }),
    },
  ],
});
