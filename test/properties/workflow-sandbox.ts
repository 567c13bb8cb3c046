import { DefaultLogger, type WorkflowBundleWithSourceMap } from '@temporalio/worker';
import { parseWorkflowCode } from '@temporalio/worker/lib/worker.js';
import type { Workflow } from '@temporalio/worker/lib/workflow/interface.js';
import { ThreadedVMWorkflowCreator } from '@temporalio/worker/lib/workflow/threaded-vm.js';
import type { WorkflowInfo } from '@temporalio/workflow';
import { TypedSearchAttributes } from '@temporalio/common';
import { randomUUID } from 'node:crypto';

export interface SandboxedRun extends Workflow {
  readonly runId: string;
}

/** Runs workflow code where a worker runs it: in the SDK's own sandbox, on a thread of its own. */
export interface WorkflowSandbox {
  create(type: string, workflowId: string, startMs: number): Promise<SandboxedRun>;
  close(): Promise<void>;
}

const ACTIVITIES = ['deliverStep', 'suspendAccess', 'closeRecovery', 'restoreAccess', 'recordOptOut'];

/**
 * The SDK's internals (`@temporalio/worker` is pinned exactly): what its worker does with a bundle, without the
 * connection to a server. So what decides in a property is the workflow code itself and no copy of it.
 */
export async function openSandbox(bundle: WorkflowBundleWithSourceMap): Promise<WorkflowSandbox> {
  const creator = await ThreadedVMWorkflowCreator.create({
    workflowBundle: parseWorkflowCode(bundle.code),
    threadPoolSize: 1,
    isolateExecutionTimeoutMs: 10_000,
    reuseV8Context: true,
    registeredActivityNames: new Set(ACTIVITIES),
    logger: new DefaultLogger('ERROR'),
  });
  return {
    create: async (type, workflowId, startMs) => {
      const runId = randomUUID();
      const workflow = await creator.createWorkflow({
        info: infoOf(type, { workflowId, runId, startMs }),
        randomnessSeed: [1, 2, 3, 4, 5, 6, 7, 8],
        now: startMs,
        showStackTraceSources: false,
      });
      return {
        runId,
        activate: (activation) => workflow.activate({ ...activation, runId }),
        getAndResetSinkCalls: () => workflow.getAndResetSinkCalls(),
        dispose: () => workflow.dispose(),
      };
    },
    close: () => creator.destroy(),
  };
}

function infoOf(
  workflowType: string,
  { workflowId, runId, startMs }: { workflowId: string; runId: string; startMs: number },
): WorkflowInfo {
  return {
    workflowId,
    runId,
    workflowType,
    searchAttributes: {},
    typedSearchAttributes: new TypedSearchAttributes(),
    taskQueue: 'recoup',
    namespace: 'default',
    firstExecutionRunId: runId,
    startTime: new Date(startMs),
    runStartTime: new Date(startMs),
    taskTimeoutMs: 10_000,
    attempt: 1,
    historyLength: 3,
    historySize: 300,
    continueAsNewSuggested: false,
    targetWorkerDeploymentVersionChanged: false,
    unsafe: { isReplaying: false, isReplayingHistoryEvents: false },
  } as unknown as WorkflowInfo;
}
