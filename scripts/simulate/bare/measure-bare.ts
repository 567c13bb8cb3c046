import { randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { bundleWorkflowCode, DefaultLogger, Worker } from '@temporalio/worker';
import { DAY_MS } from '../../../src/domain/duration.ts';
import { createSkippedClock } from '../skipped-clock.ts';
import type { Stage } from '../stage.ts';
import type { BareActivities, BareInput, bareSequence } from './workflow.ts';

export interface BareOptions {
  readonly stage: Stage;
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

/** Bare workflows a second, on the same server and with as many timers. */
export async function measureBare({
  stage,
  count,
  days,
  activities,
  areLocal = false,
  act = () => Promise.resolve(),
}: BareOptions): Promise<number> {
  const workflowsPath = fileURLToPath(new URL('./workflow.ts', import.meta.url));
  const taskQueue = `bare-${randomUUID()}`;
  const own: BareActivities = { nothing: act };
  const worker = await Worker.create({
    connection: stage.temporal.nativeConnection,
    taskQueue,
    workflowBundle: await bundleWorkflowCode({ workflowsPath, logger: new DefaultLogger('ERROR') }),
    activities: { ...own },
    maxCachedWorkflows: count,
    maxConcurrentActivityTaskExecutions: 20,
    maxConcurrentLocalActivityExecutions: 20,
  });
  return worker.runUntil(async () => {
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
  });
}
