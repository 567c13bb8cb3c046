import { WorkflowExecutionAlreadyStartedError, type Client } from '@temporalio/client';
import { WorkflowIdConflictPolicy } from '@temporalio/common';
import type { RepairReport } from '../domain/reconciliation.ts';
import type { reconcile } from '../workflows/index.ts';
import { countPollers } from './pollers.ts';

export interface ReconcileNowOptions {
  readonly client: Client;
  readonly taskQueue: string;
  readonly dryRun: boolean;
}

const CALL_MS = 10_000;
/** A run looks at a bounded number of things: longer than this it hangs. */
const RUN_MS = 1_800_000;

/**
 * Lets a running worker reconcile now, with the configuration that it has, and waits for what it says. Throws a
 * sentence for a person: no worker, or a run that somebody else has asked for.
 */
export async function reconcileNow(options: ReconcileNowOptions): Promise<readonly RepairReport[]> {
  const { client, taskQueue, dryRun } = options;
  const pollers = await countPollers(client, taskQueue, Date.now() + CALL_MS);
  if (pollers === null) throw new Error('Temporal does not answer: check TEMPORAL_ADDRESS');
  if (pollers === 0)
    throw new Error(`no worker runs on task queue ${taskQueue}: start one, or set TEMPORAL_TASK_QUEUE`);
  const starting = () =>
    client.workflow.start<typeof reconcile>('reconcile', {
      workflowId: 'recoup-reconciliation-by-hand',
      workflowIdConflictPolicy: WorkflowIdConflictPolicy.FAIL,
      workflowRunTimeout: RUN_MS,
      taskQueue,
      args: [{ dryRun }],
    });
  const handle = await client.withDeadline(Date.now() + CALL_MS, starting).catch((error: unknown) => {
    if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
    throw new Error('somebody is reconciling by hand already: wait for that run to end');
  });
  return handle.result();
}
