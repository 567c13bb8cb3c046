import type { Client } from '@temporalio/client';
import proto from '@temporalio/proto';

/** Workers that ask for work on the task queue; null when Temporal does not answer within the deadline. */
export async function countPollers(
  client: Client,
  taskQueue: string,
  deadline: number,
): Promise<number | null> {
  try {
    const answer = await client.withDeadline(deadline, () =>
      client.workflowService.describeTaskQueue({
        namespace: client.options.namespace,
        taskQueue: { name: taskQueue },
        taskQueueType: proto.temporal.api.enums.v1.TaskQueueType.TASK_QUEUE_TYPE_WORKFLOW,
      }),
    );
    return answer.pollers?.length ?? 0;
  } catch {
    // Away or not allowed to say: both mean that the number is not known.
    return null;
  }
}
