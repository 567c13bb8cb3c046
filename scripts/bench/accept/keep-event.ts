import { Client, Connection } from '@temporalio/client';
import { Queue } from 'bullmq';

/** What a handler does with a verified event before it answers. */
export type KeepEvent = (event: StripeEvent, text: string) => Promise<unknown>;

export interface StripeEvent {
  readonly id: string;
  readonly data: { readonly object: { readonly id: string } };
}

export const QUEUE = 'webhooks';

/** Nothing; or with `TEMPORAL_ADDRESS` a workflow, with `REDIS_PORT` a job: the other ways to be durable. */
export async function chooseKeeper(env: NodeJS.ProcessEnv): Promise<KeepEvent> {
  const { TEMPORAL_ADDRESS: address, REDIS_PORT: port } = env;
  if (address) return workflowStarter(await Connection.connect({ address }));
  if (port) return jobAdder(Number(port));
  return () => Promise.resolve();
}

function workflowStarter(connection: Connection): KeepEvent {
  const client = new Client({ connection });
  return ({ data: { object } }) =>
    client.workflow.start('recoverPayment', {
      workflowId: `recovery:stripe:${object.id}`,
      taskQueue: 'bench',
      args: [{ source: 'stripe', debtId: object.id }],
    });
}

/** The job has what our inbox keeps, and is known by the event's id. */
function jobAdder(port: number): KeepEvent {
  const queue = new Queue(QUEUE, { connection: { host: '127.0.0.1', port } });
  return ({ id }, text) => queue.add('event', { text }, { jobId: id });
}
