import { WorkflowExecutionAlreadyStartedError, type Client } from '@temporalio/client';
import { WorkflowIdConflictPolicy, WorkflowIdReusePolicy } from '@temporalio/common';

export interface EventDeliveryOptions {
  readonly client: Client;
  readonly taskQueue: string;
  readonly deadlineMs?: number;
}

/** Starts the one run that delivers events, where none is at work; asking again costs no action. */
export async function startEventDelivery(options: EventDeliveryOptions): Promise<void> {
  const { client, taskQueue, deadlineMs = 5_000 } = options;
  const starting = client.withDeadline(Date.now() + deadlineMs, () =>
    client.workflow.start('deliverEvents', {
      workflowId: eventDeliveryId(taskQueue),
      workflowIdConflictPolicy: WorkflowIdConflictPolicy.USE_EXISTING,
      workflowIdReusePolicy: WorkflowIdReusePolicy.ALLOW_DUPLICATE,
      taskQueue,
      args: [],
      staticSummary: 'events of recoveries for EVENTS_WEBHOOK_URL',
    }),
  );
  await starting.catch((error: unknown) => {
    if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
  });
}

/** Its own for every task queue: two services in one namespace do not take each other's. */
export function eventDeliveryId(taskQueue: string): string {
  return taskQueue === 'recoup' ? 'recoup-events' : `recoup-events:${taskQueue}`;
}
