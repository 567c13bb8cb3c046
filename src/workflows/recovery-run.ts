import { condition, log, setCurrentDetails, upsertSearchAttributes } from '@temporalio/workflow';
import { toEpochMs, toInstant, type IsoInstant } from '../domain/instant.ts';
import { lapseInstant } from '../domain/plan.ts';
import { applyFact, openRecoveryState, type RecoveryFact, type RecoveryState } from '../domain/recovery.ts';
import type { RecoveryInput } from '../domain/recovery-input.ts';
import { describeRecovery } from '../domain/describe-recovery.ts';
import { statusOf, type RecoveryStatus } from '../domain/recovery-status.ts';
import { winbackWindowMs } from '../domain/sequence.ts';
import { nextMove } from '../domain/wait.ts';
import { createInterrupter, type NoResult } from './interrupter.ts';
import { ledger } from './ledger-sink.ts';
import { RECOUP_HOLD, RECOUP_NEXT_STEP_AT, RECOUP_OUTCOME, RECOUP_STEP } from './search-attributes.ts';

/** What the search attributes last said; only a change is worth an upsert. */
type Published = Pick<RecoveryStatus, 'currentStep' | 'hold' | 'nextStepAt' | 'outcome'>;

/**
 * What only this run knows. A payment, a dispute or an opt-out is in the ledger, which the attempt itself reads last,
 * so nothing is called off for it.
 */
const OVERTAKING: ReadonlySet<RecoveryFact['kind']> = new Set(['ended', 'held', 'replied']);

/** One run of a recovery: its state, its clock, and what the Web UI shows of it. */
export interface RecoveryRun {
  readonly input: RecoveryInput;
  state(): RecoveryState;
  apply(fact: RecoveryFact): void;
  status(): RecoveryStatus;
  /** End of the time in which the recovery may still be open. */
  lapseAt(): IsoInstant;
  /** Starts the winback window: it counts from the suspension. */
  extendLapse(suspendedAt: IsoInstant): void;
  /** Brings search attributes and current details up to date. */
  publish(): void;
  /** Makes one attempt of an activity, which somebody's decision calls off while it waits for a worker. */
  attempt<T>(act: () => Promise<T>): Promise<T | NoResult>;
  /** Waits for the instant, through holds, or until the recovery ends: look at the outcome afterwards. */
  waitUntil(dueAt: IsoInstant, what: string): Promise<void>;
}

export function openRun(input: RecoveryInput): RecoveryRun {
  let state = openRecoveryState(input);
  let lapseAt = lapseInstant(input);
  const interrupter = createInterrupter();
  // The launcher set these at the start, where they are free.
  let published: Published = statusOf(state, lapseAt, Date.now());

  const run: RecoveryRun = {
    input,
    state: () => state,
    apply: (fact) => {
      const before = state;
      state = applyFact(state, fact);
      if (state !== before && OVERTAKING.has(fact.kind)) interrupter.interrupt();
      if (state !== before) log.info('recovery.changed', { fact: fact.kind });
    },
    status: () => statusOf(state, lapseAt, Date.now()),
    lapseAt: () => lapseAt,
    extendLapse: (suspendedAt) => {
      lapseAt = toInstant(toEpochMs(suspendedAt) + winbackWindowMs(input.sequence));
    },
    publish: () => {
      const status = run.status();
      setCurrentDetails(describeRecovery(status));
      if (status.hold !== published.hold && !status.outcome) tellHold(run, status);
      if (!sameAttributes(status, published)) upsertStatus(status);
      published = status;
    },
    attempt: interrupter.run,
    waitUntil: (dueAt, what) => waitUntil(run, dueAt, what),
  };
  return run;
}

async function waitUntil(run: RecoveryRun, dueAt: IsoInstant, what: string): Promise<void> {
  for (;;) {
    const now = Date.now();
    const move = nextMove(run.state(), { dueAt, lapseAt: run.lapseAt(), now });
    if (move.kind === 'lapse') {
      run.apply({ kind: 'ended', outcome: run.input.sequence.endsAs ?? 'lapsed' });
    }
    if (move.kind !== 'wait') return;
    run.publish();
    const { revision } = run.state();
    const summary = move.hold ? `held (${move.hold}) until ${move.until}` : `${what}, due ${move.until}`;
    await condition(() => run.state().revision !== revision, toEpochMs(move.until) - now, { summary });
  }
}

function tellHold({ input, state }: RecoveryRun, { hold }: RecoveryStatus): void {
  const { source, debtId } = input;
  const until = state().holds.find(({ kind }) => kind === hold)?.until ?? null;
  ledger.holdChanged({ debt: { source, debtId }, hold, until, at: toInstant(Date.now()) });
}

function sameAttributes(a: Published, b: Published): boolean {
  return (
    a.currentStep === b.currentStep &&
    a.hold === b.hold &&
    a.nextStepAt === b.nextStepAt &&
    a.outcome === b.outcome
  );
}

function upsertStatus(status: RecoveryStatus): void {
  upsertSearchAttributes([
    { key: RECOUP_STEP, value: status.currentStep },
    { key: RECOUP_HOLD, value: status.hold },
    { key: RECOUP_NEXT_STEP_AT, value: status.nextStepAt ? new Date(status.nextStepAt) : null },
    { key: RECOUP_OUTCOME, value: status.outcome },
  ]);
}
