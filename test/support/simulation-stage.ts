import type { Stage } from '../../scripts/simulate/stage.ts';
import { createStoryDatabase } from './postgres.ts';
import { timeSkippingEnvironment, workflowBundle } from './temporal.ts';

/** The servers that all tests of this process share. */
export async function simulationStage(): Promise<Stage> {
  const [temporal, bundle] = await Promise.all([timeSkippingEnvironment(), workflowBundle()]);
  return { temporal, bundle, createDatabase: createStoryDatabase };
}
