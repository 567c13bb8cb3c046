import { Client, Connection } from '@temporalio/client';
import { Queue } from 'bullmq';
import { openKeptTable } from './kept-table.ts';

/** What a handler does with a verified event before it answers. */
export type KeepEvent = (event: StripeEvent, body: EventBody) => Promise<unknown>;

/** Its body, both as it came and as a text. */
export interface EventBody {
  readonly rawBody: Buffer;
  readonly text: string;
}

export interface StripeEvent {
  readonly id: string;
  readonly data: { readonly object: { readonly id: string } };
}

export const QUEUE = 'webhooks';

/** Nothing; with `TEMPORAL_ADDRESS` a workflow, with `REDIS_PORT` a job, with `DATABASE_URL` a row: ways to be durable. */
export async function chooseKeeper(env: NodeJS.ProcessEnv): Promise<KeepEvent> {
  const { TEMPORAL_ADDRESS: address, REDIS_PORT: port, DATABASE_URL: url } = env;
  if (address) return workflowStarter(await Connection.connect({ address }));
  if (port) return jobAdder(Number(port));
  if (url) return rowAdder(url);
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
  return ({ id }, { text }) => queue.add('event', { text }, { jobId: id });
}

/** The row has the id and the bytes: the least that is durable here, of which nobody could act. */
async function rowAdder(url: string): Promise<KeepEvent> {
  const append = await openKeptTable(url);
  return ({ id }, { rawBody }) => append({ id, rawBody });
}
