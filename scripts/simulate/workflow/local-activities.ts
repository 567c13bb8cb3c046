import { scheduleLocalActivity, type WorkflowInterceptorsFactory } from '@temporalio/workflow';

/**
 * Bundled with production's workflows for a simulation: their activities run within the workflow task that asks for
 * them, which spares the test server half of its work. What they do, in which order and at which instant stays the
 * same; what differs, retries that outlive a worker and calls that overtake one another, no simulation has.
 */
export const interceptors: WorkflowInterceptorsFactory = () => ({
  outbound: [
    {
      scheduleActivity: ({ activityType, args, options }) => {
        const { startToCloseTimeout, retry, cancellationType, summary } = options;
        return scheduleLocalActivity(activityType, args, {
          ...(startToCloseTimeout && { startToCloseTimeout }),
          ...(retry && { retry }),
          ...(cancellationType && { cancellationType }),
          ...(summary && { summary }),
        });
      },
    },
  ],
});
