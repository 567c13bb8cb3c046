import { scheduleLocalActivity, type WorkflowInterceptors } from '@temporalio/workflow';

interface Scheduling {
  readonly activityType: string;
  readonly args: unknown[];
  /** Time limit, retries, cancellation and summary mean the same to a local activity. */
  readonly options: object;
}

/**
 * Bundled with production's workflows for a simulation: their activities run within the workflow task that asks for
 * them, which spares the test server half of its work. What they do, in which order and at which instant stays the
 * same; what differs, retries that outlive a worker and calls that overtake one another, no simulation has.
 */
export const interceptors = (): WorkflowInterceptors => ({
  outbound: [
    {
      scheduleActivity: ({ activityType, args, options }: Scheduling) =>
        scheduleLocalActivity(activityType, args, options),
    },
  ],
});
