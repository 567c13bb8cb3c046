import {
  ApplicationFailure,
  defaultPayloadConverter,
  WorkflowExecutionAlreadyStartedError,
} from '@temporalio/common';
import type { coresdk } from '@temporalio/proto';
import type { RecoveryActivities } from '../../src/workflows/activity-contract.ts';
import type { Agenda } from './agenda.ts';
import type { SandboxedRun, WorkflowSandbox } from './workflow-sandbox.ts';

/** One attempt of an activity, as a worker is asked for it. */
export interface AttemptRequest {
  readonly workflowId: string;
  readonly type: keyof RecoveryActivities;
  readonly request: unknown;
  /** From 1. */
  readonly attempt: number;
}

export type AttemptEnd =
  | { readonly kind: 'completed'; readonly result: unknown }
  | { readonly kind: 'failed'; readonly error: unknown }
  /** The worker never answers: its time-out decides. */
  | { readonly kind: 'lost' };

export interface InMemoryTemporalOptions {
  readonly sandbox: WorkflowSandbox;
  readonly agenda: Agenda;
  readonly perform: (attempt: AttemptRequest) => Promise<AttemptEnd>;
  /** Retention is over the moment a run closes: its id may be used again. */
  readonly forgetsAtOnce: boolean;
}

/** One run that was ever started. */
export interface Run {
  readonly workflowId: string;
  readonly type: string;
  closed: 'completed' | 'cancelled' | 'failed' | null;
  /** What it returned, or how it failed. */
  result: unknown;
}

/** A Temporal server for one process: timers, attempts with their time-outs and retries, signals, updates, cancelling. */
export interface InMemoryTemporal {
  readonly runs: readonly Run[];
  /** Throws `WorkflowExecutionAlreadyStartedError` where a run of this id has ended; joins one that runs. */
  start(type: string, workflowId: string, args: readonly unknown[]): Promise<void>;
  /** False when no run of this id is open. */
  signal(workflowId: string, name: string, payload?: unknown): Promise<boolean>;
  update(workflowId: string, name: string, payload: unknown): Promise<boolean>;
  cancel(workflowId: string): Promise<boolean>;
  close(): Promise<void>;
}

type Job = coresdk.workflow_activation.IWorkflowActivationJob;
type Command = coresdk.workflow_commands.IWorkflowCommand;

interface OpenRun extends Run {
  readonly sandboxed: SandboxedRun;
  readonly timers: Set<number>;
  /** Activities without a result. */
  readonly activities: Map<number, ScheduledActivity>;
}

interface ScheduledActivity {
  readonly command: coresdk.workflow_commands.IScheduleActivity;
  /** False: cancelled before an attempt began. */
  wanted: boolean;
  begun: boolean;
}

/** `startToCloseTimeout` of every activity of ours. */
const TIME_OUT_MS = 60_000;
/** temporal.api.enums.v1.TimeoutType and RetryState. */
const START_TO_CLOSE = 1;
const NO_MORE_ATTEMPTS = 5;
const payload = (value: unknown) => defaultPayloadConverter.toPayload(value);

export function createInMemoryTemporal(options: InMemoryTemporalOptions): InMemoryTemporal {
  const { sandbox, agenda } = options;
  const runs: OpenRun[] = [];
  const forgotten = new Set<Run>();
  let updates = 0;

  const latest = (workflowId: string) =>
    runs.findLast((run) => run.workflowId === workflowId && !forgotten.has(run));
  const open = (workflowId: string) => {
    const run = latest(workflowId);
    return run && run.closed === null ? run : null;
  };

  async function activate(run: OpenRun, job: Job): Promise<void> {
    const completion = await run.sandboxed.activate({
      timestamp: timestampOf(agenda.now()) as never,
      isReplaying: false,
      historyLength: 3,
      historySizeBytes: 300 as never,
      jobs: [job],
    });
    if (completion.failed) throw new Error(`${run.workflowId}: ${completion.failed.failure?.message}`);
    for (const command of completion.successful?.commands ?? []) obey(run, command);
    if (run.closed === null) return;
    if (options.forgetsAtOnce) forgotten.add(run);
    await run.sandboxed.dispose();
  }

  function obey(run: OpenRun, command: Command): void {
    if (command.startTimer) return startTimer(run, command.startTimer);
    if (command.cancelTimer) return void run.timers.delete(command.cancelTimer.seq!);
    if (command.scheduleActivity) return schedule(run, command.scheduleActivity);
    if (command.requestCancelActivity) return cancelActivity(run, command.requestCancelActivity.seq!);
    if (command.completeWorkflowExecution) {
      const { result } = command.completeWorkflowExecution;
      run.result = result ? defaultPayloadConverter.fromPayload(result) : null;
      run.closed = 'completed';
    }
    if (command.cancelWorkflowExecution) run.closed = 'cancelled';
    if (command.failWorkflowExecution) {
      run.result = command.failWorkflowExecution.failure?.message;
      run.closed = 'failed';
    }
  }

  function startTimer(
    run: OpenRun,
    { seq, startToFireTimeout }: coresdk.workflow_commands.IStartTimer,
  ): void {
    run.timers.add(seq!);
    agenda.at(agenda.now() + millisecondsOf(startToFireTimeout), 'inside', async () => {
      if (run.closed === null && run.timers.delete(seq!)) await activate(run, { fireTimer: { seq: seq! } });
    });
  }

  function schedule(run: OpenRun, command: coresdk.workflow_commands.IScheduleActivity): void {
    const activity: ScheduledActivity = { command, wanted: true, begun: false };
    run.activities.set(command.seq!, activity);
    const onlyOnce = command.retryPolicy?.maximumAttempts === 1;
    const attempt = (number: number) => async (): Promise<void> => {
      if (!activity.wanted) return;
      activity.begun = true;
      const began = agenda.now();
      const end = await options.perform({
        workflowId: run.workflowId,
        type: command.activityType as AttemptRequest['type'],
        request: defaultPayloadConverter.fromPayload(command.arguments![0] as never),
        attempt: number,
      });
      if (end.kind === 'completed') return resolve({ completed: { result: payload(end.result) } });
      const over = end.kind === 'lost' ? Math.max(agenda.now(), began + TIME_OUT_MS) : agenda.now();
      if (!onlyOnce) return agenda.at(over + pauseAfter(end, number), 'inside', attempt(number + 1));
      agenda.at(over, 'inside', () =>
        resolve({ failed: { failure: activityFailure(command, failureOf(end)) } }),
      );
    };
    const resolve = async (result: coresdk.activity_result.IActivityResolution): Promise<void> => {
      run.activities.delete(command.seq!);
      await activate(run, { resolveActivity: { seq: command.seq!, result } });
    };
    agenda.at(agenda.now(), 'inside', attempt(1));
  }

  /** One that has begun goes on: ours do not heartbeat, and the workflow waits for them. */
  function cancelActivity(run: OpenRun, seq: number): void {
    const activity = run.activities.get(seq);
    if (!activity || activity.begun) return;
    activity.wanted = false;
    run.activities.delete(seq);
    const cause = { message: 'cancelled', canceledFailureInfo: {} };
    const failure = activityFailure(activity.command, cause);
    agenda.at(agenda.now(), 'inside', () =>
      activate(run, { resolveActivity: { seq, result: { cancelled: { failure } } } }),
    );
  }

  return {
    runs,
    start: async (type, workflowId, args) => {
      const known = latest(workflowId);
      if (known?.closed) throw new WorkflowExecutionAlreadyStartedError('it has ended', workflowId, type);
      if (known) return;
      const sandboxed = await sandbox.create(type, workflowId, agenda.now());
      const state = { timers: new Set<number>(), activities: new Map<number, ScheduledActivity>() };
      const run: OpenRun = { workflowId, type, closed: null, result: null, sandboxed, ...state };
      runs.push(run);
      await activate(run, { initializeWorkflow: initializationOf(run, args, agenda.now()) as never });
    },
    signal: async (workflowId, signalName, value) => {
      const run = open(workflowId);
      const input = value === undefined ? [] : [payload(value)];
      if (run) await activate(run, { signalWorkflow: { signalName, input } });
      return run !== null;
    },
    update: async (workflowId, name, value) => {
      const run = open(workflowId);
      const id = `update-${(updates += 1)}`;
      const doUpdate = { id, protocolInstanceId: id, name, input: [payload(value)], runValidator: true };
      if (run) await activate(run, { doUpdate });
      return run !== null;
    },
    cancel: async (workflowId) => {
      const run = open(workflowId);
      if (run) await activate(run, { cancelWorkflow: { reason: 'asked for' } });
      return run !== null;
    },
    close: async () => {
      for (const run of runs) if (run.closed === null) await run.sandboxed.dispose();
    },
  };
}

function initializationOf(run: OpenRun, args: readonly unknown[], nowMs: number) {
  return {
    workflowType: run.type,
    workflowId: run.workflowId,
    arguments: args.map(payload),
    randomnessSeed: 1,
    firstExecutionRunId: run.sandboxed.runId,
    attempt: 1,
    startTime: timestampOf(nowMs),
  };
}

/** As `activity-proxies.ts` asks for: 2 s, doubled up to a minute, unless the failure itself says otherwise. */
function pauseAfter(end: AttemptEnd, attempt: number): number {
  const failure = end.kind === 'failed' && end.error instanceof ApplicationFailure ? end.error : null;
  const asked: unknown = failure?.nextRetryDelay;
  return typeof asked === 'number' ? asked : Math.min(2_000 * 2 ** (attempt - 1), 60_000);
}

function failureOf(end: AttemptEnd) {
  if (end.kind === 'failed') return { message: String(end.error), applicationFailureInfo: { type: 'Error' } };
  return { message: 'activity StartToClose timeout', timeoutFailureInfo: { timeoutType: START_TO_CLOSE } };
}

function activityFailure(
  { activityId, activityType }: coresdk.workflow_commands.IScheduleActivity,
  cause: object,
) {
  const activityFailureInfo = {
    activityId,
    activityType: { name: activityType },
    retryState: NO_MORE_ATTEMPTS,
  };
  return { message: 'activity failed', activityFailureInfo, cause } as never;
}

function timestampOf(epochMs: number) {
  return { seconds: Math.floor(epochMs / 1000), nanos: (epochMs % 1000) * 1_000_000 };
}

/** A duration that has come from another thread, where a `Long` is only its two halves. */
function millisecondsOf(duration: { seconds?: unknown; nanos?: number | null } | null | undefined): number {
  const seconds = (duration?.seconds ?? 0) as number | { low: number; high: number };
  const whole = typeof seconds === 'number' ? seconds : seconds.high * 2 ** 32 + (seconds.low >>> 0);
  return whole * 1000 + Math.round((duration?.nanos ?? 0) / 1_000_000);
}
