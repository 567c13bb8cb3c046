import { bundleForSimulation } from '../../scripts/simulate/bundle.ts';
import type { Stage } from '../../scripts/simulate/stage.ts';
import { createStoryDatabase } from './postgres.ts';
import { timeSkippingEnvironment } from './temporal.ts';

let bundle: ReturnType<typeof bundleForSimulation> | null = null;

/** The servers that all tests of this process share. */
export async function simulationStage(): Promise<Stage> {
  bundle ??= bundleForSimulation();
  return {
    temporal: await timeSkippingEnvironment(),
    bundle: await bundle,
    createDatabase: createStoryDatabase,
  };
}
