import { assertNever } from '../domain/assert-never.ts';
import { growingPauseMs } from '../domain/growing-pause.ts';
import { toEpochMs, toInstant, type IsoInstant } from '../domain/instant.ts';
import type { StepId } from '../domain/sequence.ts';
import type { Deferred, Held, Trouble } from './activity-contract.ts';
import type { NoResult } from './interrupter.ts';
import type { RecoveryRun } from './recovery-run.ts';

/** What one try of an activity must know beside the recovery itself. */
export interface Try {
  readonly trouble: Trouble | null;
  readonly hurry: boolean;
}

type NotDone = Deferred | Held | NoResult;
export type TryResult = NotDone | { readonly kind: 'done' };
type Attempt = (run: RecoveryRun, step: StepId, facts: Try) => Promise<TryResult>;

/** Staff asked for the step now: that still holds after a wait this short, not for the night after an outage. */
const HURRY_LASTS_MS = 300_000;
/** Least wait before another try, so that a worker whose clock is behind Temporal's does not spin. */
const LEAST_WAIT_MS = 1_000;
/** First pause after a surprise: hides a restart of Postgres. */
const FIRST_PAUSE_MS = 2_000;

/** Tries again, for ever, after every deferral, hold and failure; ends with the step done or the recovery ended. */
export async function repeatUntilDone(run: RecoveryRun, step: StepId, attempt: Attempt): Promise<void> {
  let hurry = false;
  let trouble: Trouble | null = null;
  for (;;) {
    hurry ||= run.state().sendNow;
    run.apply({ kind: 'send_now_taken' });
    const result = await attempt(run, step, { trouble, hurry });
    if (result.kind === 'deferred' || result.kind === 'done') releaseOwnHolds(run);
    if (result.kind === 'done' || run.state().outcome) return;
    trouble = troubleAfter(result, trouble);
    const pauseMs = pauseAfter(result, trouble);
    hurry &&= result.kind !== 'held' && result.kind !== 'interrupted' && pauseMs <= HURRY_LASTS_MS;
    await waitForNextTry(run, { step, result, until: toInstant(Date.now() + pauseMs) });
    if (run.state().outcome) return;
  }
}

function troubleAfter(result: NotDone, earlier: Trouble | null): Trouble | null {
  if (result.kind === 'interrupted') return earlier;
  const why = result.kind === 'failed' ? 'failed' : result.why;
  return { why, tries: earlier?.why === why ? earlier.tries + 1 : 1 };
}

function pauseAfter(result: NotDone, trouble: Trouble | null): number {
  switch (result.kind) {
    case 'interrupted':
      return 0;
    case 'failed':
      return growingPauseMs((trouble?.tries ?? 1) - 1, FIRST_PAUSE_MS);
    case 'held':
      return pauseUntil(result.recheckAt);
    case 'deferred':
      return pauseUntil(result.until);
    default:
      return assertNever(result);
  }
}

function pauseUntil(at: IsoInstant): number {
  return Math.max(LEAST_WAIT_MS, toEpochMs(at) - Date.now());
}

interface NextTry {
  readonly step: StepId;
  readonly result: NotDone;
  readonly until: IsoInstant;
}

async function waitForNextTry(run: RecoveryRun, { step, result, until }: NextTry): Promise<void> {
  switch (result.kind) {
    case 'held':
      run.apply({ kind: 'held', hold: { kind: result.why, until } });
      return waitOutHolds(run, step);
    case 'interrupted':
      return waitOutHolds(run, step);
    case 'deferred':
      return reschedule(run, { step, until, why: result.why });
    case 'failed':
      return reschedule(run, { step, until, why: 'failed' });
    default:
      return assertNever(result);
  }
}

/** Whatever holds decides how long: released, the step goes on at once. */
function waitOutHolds(run: RecoveryRun, step: StepId): Promise<void> {
  return run.waitUntil(toInstant(Date.now()), step);
}

async function reschedule(
  run: RecoveryRun,
  { step, until, why }: { readonly step: StepId; readonly until: IsoInstant; readonly why: Trouble['why'] },
): Promise<void> {
  run.apply({ kind: 'rescheduled', step, dueAt: until, movedBy: why });
  await run.waitUntil(until, `${step} (${why})`);
}

/** Holds that the step itself reported end with the first try that goes through. */
function releaseOwnHolds(run: RecoveryRun): void {
  for (const hold of ['channel', 'no_channel', 'final_notice_unconfirmed'] as const) {
    run.apply({ kind: 'released', hold });
  }
}
