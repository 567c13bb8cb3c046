import { fileURLToPath } from 'node:url';
import { bundleWorkflowCode, DefaultLogger, type WorkflowBundleWithSourceMap } from '@temporalio/worker';

const WORKFLOWS = fileURLToPath(new URL('../../src/workflows/index.ts', import.meta.url));
const LOCAL_ACTIVITIES = fileURLToPath(new URL('./workflow/local-activities.ts', import.meta.url));

/** The workflow code of this checkout, whose activities run within its workflow tasks. */
export function bundleForSimulation(): Promise<WorkflowBundleWithSourceMap> {
  return bundleWorkflowCode({
    workflowsPath: WORKFLOWS,
    workflowInterceptorModules: [LOCAL_ACTIVITIES],
    logger: new DefaultLogger('ERROR'),
  });
}
