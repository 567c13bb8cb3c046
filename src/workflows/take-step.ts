import { assertNever } from '../domain/assert-never.ts';
import { toEpochMs, toInstant, type IsoInstant } from '../domain/instant.ts';
import type { StepId } from '../domain/sequence.ts';
import type { Deferred, DeliverStepResult, Held, SuspendAccessResult, Trouble } from './activity-contract.ts';
import { steps } from './activity-proxies.ts';
import type { RecoveryRun } from './recovery-run.ts';

/** What one try of an activity must know beside the recovery itself. */
interface Try {
  readonly trouble: Trouble | null;
  readonly hurry: boolean;
}

type TryResult = Deferred | Held | { readonly kind: 'done' } | { readonly kind: 'interrupted' };
type Attempt = (run: RecoveryRun, step: StepId, facts: Try) => Promise<TryResult>;

/** Staff asked for the step now: that still holds after a wait this short, not for the night after an outage. */
const HURRY_LASTS_MS = 300_000;
/** Least wait before another try, so that a worker whose clock is behind Temporal's does not spin. */
const LEAST_WAIT_MS = 1_000;

/** Takes one due step: `suspension` suspends access first; every step then sends its message. */
export async function takeStep(run: RecoveryRun, step: StepId): Promise<void> {
  if (step === 'suspension') await repeatUntilDone(run, step, trySuspending);
  if (run.state().outcome) return;
  await repeatUntilDone(run, step, tryDelivering);
  if (!run.state().outcome) run.apply({ kind: 'step_done' });
}

/** Tries again after every deferral, hold and interruption; ends with the step done or the recovery ended. */
async function repeatUntilDone(run: RecoveryRun, step: StepId, attempt: Attempt): Promise<void> {
  let hurry = false;
  let trouble: Trouble | null = null;
  for (;;) {
    hurry ||= run.state().sendNow;
    run.apply({ kind: 'send_now_taken' });
    const result = await attempt(run, step, { trouble, hurry });
    if (result.kind === 'deferred' || result.kind === 'done') releaseOwnHolds(run);
    if (result.kind === 'done' || run.state().outcome) return;
    await waitForNextTry(run, step, result);
    if (run.state().outcome) return;
    hurry &&= result.kind === 'deferred' && toEpochMs(result.until) - Date.now() <= HURRY_LASTS_MS;
    if (result.kind !== 'interrupted') trouble = onceMore(trouble, result.why);
  }
}

function onceMore(earlier: Trouble | null, why: Trouble['why']): Trouble {
  return { why, tries: earlier?.why === why ? earlier.tries + 1 : 1 };
}

async function waitForNextTry(
  run: RecoveryRun,
  step: StepId,
  result: Exclude<TryResult, { kind: 'done' }>,
): Promise<void> {
  // Whatever holds decides how long: released, the step goes on at once.
  const now = toInstant(Date.now());
  const soonest = toInstant(Date.now() + LEAST_WAIT_MS);
  switch (result.kind) {
    case 'interrupted':
      return run.waitUntil(now, step);
    case 'held': {
      const until = later(result.recheckAt, soonest);
      run.apply({ kind: 'held', hold: { kind: result.why, until } });
      return run.waitUntil(now, `${step} (${result.why})`);
    }
    case 'deferred': {
      const until = later(result.until, soonest);
      run.apply({ kind: 'rescheduled', step, dueAt: until });
      return run.waitUntil(until, `${step} (${result.why})`);
    }
    default:
      return assertNever(result);
  }
}

/** Instants are written so that their order is that of their text. */
function later(one: IsoInstant, other: IsoInstant): IsoInstant {
  return one > other ? one : other;
}

/** Holds that the step itself reported end with the first try that goes through. */
function releaseOwnHolds(run: RecoveryRun): void {
  for (const hold of ['channel', 'no_channel', 'final_notice_unconfirmed'] as const) {
    run.apply({ kind: 'released', hold });
  }
}

async function trySuspending(run: RecoveryRun, _step: StepId, { trouble }: Try): Promise<TryResult> {
  const { disputesReleasedAt } = run.state();
  const request = { recovery: run.input, trouble, disputesReleasedAt };
  const summary = 'suspension: re-read the invoice, check the final notice, suspend access';
  const result = await run.interruptible(() =>
    steps.suspendAccess.executeWithOptions({ summary }, [request]),
  );
  return result === 'interrupted' ? { kind: 'interrupted' } : onSuspend(run, result);
}

function onSuspend(run: RecoveryRun, result: SuspendAccessResult): TryResult {
  switch (result.kind) {
    case 'suspended':
      run.apply({ kind: 'suspended' });
      run.extendLapse(result.at);
      return { kind: 'done' };
    case 'stopped':
      run.apply({ kind: 'closed', eventId: null, standing: result.standing });
      return { kind: 'done' };
    case 'deferred':
    case 'held':
      return result;
    default:
      return assertNever(result);
  }
}

async function tryDelivering(run: RecoveryRun, step: StepId, facts: Try): Promise<TryResult> {
  const { plan, stepIndex, optedOut, disputesReleasedAt } = run.state();
  const nextDueAt = plan[stepIndex + 1]?.dueAt ?? null;
  const request = { recovery: run.input, step, nextDueAt, optedOut, disputesReleasedAt, ...facts };
  const summary = `${step}: re-read the invoice, then send`;
  const result = await run.interruptible(() => steps.deliverStep.executeWithOptions({ summary }, [request]));
  if (result === 'interrupted') return { kind: 'interrupted' };
  // The ledger knows it now; a START that deletes it there must not be undone by us.
  if (optedOut) run.apply({ kind: 'opt_out_recorded' });
  return onDeliver(run, step, result);
}

function onDeliver(run: RecoveryRun, step: StepId, result: DeliverStepResult): TryResult {
  switch (result.kind) {
    case 'sent':
    case 'unknown':
      noteDelivery(run, step, result);
      return { kind: 'done' };
    case 'skipped':
      return { kind: 'done' };
    case 'stopped':
      run.apply({ kind: 'closed', eventId: null, standing: result.standing });
      return { kind: 'done' };
    case 'deferred':
    case 'held':
      return result;
    default:
      return assertNever(result);
  }
}

type Delivered = Extract<DeliverStepResult, { kind: 'sent' | 'unknown' }>;

function noteDelivery(run: RecoveryRun, step: StepId, { kind, channel, at, ...result }: Delivered): void {
  run.apply({ kind: 'messaged', delivery: { step, channel, state: kind, at } });
  const suspendAt = 'suspendAt' in result ? result.suspendAt : null;
  if (suspendAt) run.apply({ kind: 'rescheduled', step: 'suspension', dueAt: suspendAt });
}
