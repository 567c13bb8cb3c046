import type { TestWorkflowEnvironment } from '@temporalio/testing';
import type { WorkflowBundleWithSourceMap } from '@temporalio/worker';

/** What every simulation stands on; one at a time uses it, since the clock is common to all that runs there. */
export interface Stage {
  /** A server whose time jumps over days in which nothing happens. */
  readonly temporal: TestWorkflowEnvironment;
  /** See `bundle.ts`. */
  readonly bundle: WorkflowBundleWithSourceMap;
  /** A database of its own, whose commits do not wait for the disk: nothing of a simulation is kept. */
  createDatabase(): Promise<{ readonly url: string; drop(): Promise<void> }>;
}
