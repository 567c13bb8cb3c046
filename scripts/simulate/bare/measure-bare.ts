import { randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import {
  bundleWorkflowCode,
  DefaultLogger,
  Worker,
  type WorkflowBundleWithSourceMap,
} from '@temporalio/worker';
import { DAY_MS } from '../../../src/domain/duration.ts';
import { createSkippedClock } from '../skipped-clock.ts';
import type { Stage } from '../stage.ts';
import type { BareActivities, BareInput, bareSequence } from './workflow.ts';

export interface BareOptions {
  readonly stage: Stage;
  /** Of {@link bundleBare}. */
  readonly bundle: WorkflowBundleWithSourceMap;
  readonly count: number;
  /** Days of its timers, counted from its start. */
  readonly days: readonly number[];
  /** Activities after each of them. */
  readonly activities: readonly number[];
  /** Within the workflow task, as a simulation runs its own. */
  readonly areLocal?: boolean;
  /** What each of them does. */
  readonly act?: () => Promise<void>;
}

/** Takes a second, once for any number of measurements. */
export function bundleBare(): Promise<WorkflowBundleWithSourceMap> {
  const workflowsPath = fileURLToPath(new URL('./workflow.ts', import.meta.url));
  return bundleWorkflowCode({ workflowsPath, logger: new DefaultLogger('ERROR') });
}

/** Bare workflows a second, on the same server and with as many timers. */
export async function measureBare(options: BareOptions): Promise<number> {
  const { stage, bundle, count, act = () => Promise.resolve() } = options;
  const taskQueue = `bare-${randomUUID()}`;
  const own: BareActivities = { nothing: act };
  const worker = await Worker.create({
    connection: stage.temporal.nativeConnection,
    taskQueue,
    workflowBundle: bundle,
    activities: { ...own },
    maxCachedWorkflows: count,
    maxConcurrentActivityTaskExecutions: 20,
    maxConcurrentLocalActivityExecutions: 20,
  });
  return worker.runUntil(() => runAll(options, taskQueue));
}

async function runAll(
  { stage, count, days, activities, areLocal = false }: BareOptions,
  taskQueue: string,
): Promise<number> {
  const clock = await createSkippedClock(stage.temporal);
  const began = performance.now();
  const start = clock.now();
  const input: BareInput = { dueAt: days.map((day) => start + day * DAY_MS), activities, areLocal };
  const handles = await Promise.all(
    Array.from({ length: count }, () =>
      stage.temporal.client.workflow.start<typeof bareSequence>('bareSequence', {
        taskQueue,
        workflowId: `bare:${randomUUID()}`,
        args: [input],
      }),
    ),
  );
  for (let day = 1; day <= Math.max(...days) + 1; day += 1) await clock.skipTo(start + day * DAY_MS);
  const seconds = (performance.now() - began) / 1000;
  const open = await handles.at(-1)!.describe();
  if (open.status.name !== 'COMPLETED') throw new Error(`a bare workflow is still ${open.status.name}`);
  return count / seconds;
}
