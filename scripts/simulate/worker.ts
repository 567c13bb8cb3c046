import { Worker } from '@temporalio/worker';
import type { Logger } from 'pino';
import { createActivities } from '../../src/activities/index.ts';
import { composeActivityDeps, type OpenDatabase } from '../../src/composition.ts';
import type { Config } from '../../src/config/env.ts';
import { createLedgerSinks } from '../../src/temporal/ledger-sinks.ts';
import type { RecoveryActivities } from '../../src/workflows/activity-contract.ts';
import type { Chronicle } from './chronicle.ts';
import type { Gate } from './gate.ts';
import type { SkippedClock } from './skipped-clock.ts';
import type { Stage } from './stage.ts';

export interface WorkerParts {
  readonly stage: Stage;
  readonly clock: SkippedClock;
  readonly config: Config;
  readonly database: OpenDatabase;
  readonly log: Logger;
  readonly chronicle: Chronicle;
  readonly work: Gate;
  readonly cachedWorkflows: number;
}

export interface SimulationWorker {
  /** Activities that have ended so far. */
  done(): number;
  stop(): Promise<void>;
}

/** Production's workflows and activities, on the skipped clock. */
export async function startSimulationWorker(parts: WorkerParts): Promise<SimulationWorker> {
  const { stage, clock, config, database, log, chronicle, work } = parts;
  const deps = await composeActivityDeps({
    config,
    database,
    log,
    clock: () => Promise.resolve(clock.now()),
  });
  let done = 0;
  const count = (): void => void (done += 1);
  const activities = withTime({ clock, work }, chronicle.listenTo(createActivities(deps)), count);
  const worker = await Worker.create({
    connection: stage.temporal.nativeConnection,
    taskQueue: config.temporal.taskQueue,
    workflowBundle: stage.bundle,
    activities: { ...activities },
    sinks: createLedgerSinks({ recordHold: database.ledger.recordHold, log }),
    shutdownGraceTime: '30s',
    maxCachedWorkflows: parts.cachedWorkflows,
    maxConcurrentLocalActivityExecutions: ACTIVITIES_AT_ONCE,
  });
  const running = worker.run();
  return {
    done: () => done,
    stop: async () => {
      worker.shutdown();
      await running;
    },
  };
}

/** As in production. */
const ACTIVITIES_AT_ONCE = 20;

/** Time does not jump while an activity is at work: what it learns when it begins holds until it ends. */
function withTime(
  { clock, work }: Pick<WorkerParts, 'clock' | 'work'>,
  activities: RecoveryActivities,
  ended: () => void,
): RecoveryActivities {
  let atWork = 0;
  let learnt: Promise<unknown> = Promise.resolve();
  const timed =
    <Request, Result>(act: (request: Request) => Promise<Result>) =>
    async (request: Request): Promise<Result> => {
      await work.pass();
      // Those that begin while another is at work begin in the time that it has learnt.
      if (atWork === 0) learnt = clock.learn();
      atWork += 1;
      try {
        await learnt;
        return await act(request);
      } finally {
        atWork -= 1;
        ended();
      }
    };
  return {
    deliverStep: timed(activities.deliverStep),
    suspendAccess: timed(activities.suspendAccess),
    closeRecovery: timed(activities.closeRecovery),
    restoreAccess: timed(activities.restoreAccess),
    recordOptOut: timed(activities.recordOptOut),
  };
}
