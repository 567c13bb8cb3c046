import { assertNever } from '../domain/assert-never.ts';
import type { StepId } from '../domain/sequence.ts';
import type { Deferred, DeliverStepResult, Held, SuspendAccessResult } from './activity-contract.ts';
import { steps } from './activity-proxies.ts';
import type { RecoveryRun } from './recovery-run.ts';

/** What one try of an activity must know beside the recovery itself. */
interface Try {
  readonly unreachableTries: number;
  readonly hurry: boolean;
}

type TryResult = Deferred | Held | { readonly kind: 'done' };

/** Takes one due step: `suspension` suspends access first; every step then sends its message. */
export async function takeStep(run: RecoveryRun, step: StepId): Promise<void> {
  if (step === 'suspension') await repeatUntilDone(run, step, (attempt) => suspend(run, attempt));
  if (run.state().outcome) return;
  await repeatUntilDone(run, step, (attempt) => deliver(run, step, attempt));
  if (!run.state().outcome) run.apply({ kind: 'step_done' });
}

/** Tries again after every deferral and hold; ends with the step done or the recovery ended. */
async function repeatUntilDone(
  run: RecoveryRun,
  step: StepId,
  attempt: (attempt: Try) => Promise<TryResult>,
): Promise<void> {
  let hurry = false;
  for (let unreachableTries = 0; ;) {
    hurry ||= run.state().sendNow;
    run.apply({ kind: 'send_now_taken' });
    const result = await attempt({ unreachableTries, hurry });
    if (result.kind !== 'held') releaseOwnHolds(run);
    if (result.kind === 'done' || run.state().outcome) return;
    await waitForNextTry(run, step, result);
    if (run.state().outcome) return;
    unreachableTries = result.why === 'processor_unreachable' ? unreachableTries + 1 : 0;
  }
}

async function waitForNextTry(run: RecoveryRun, step: StepId, result: Deferred | Held): Promise<void> {
  const until = result.kind === 'held' ? result.recheckAt : result.until;
  if (result.kind === 'held') run.apply({ kind: 'held', hold: { kind: result.why, until } });
  else run.apply({ kind: 'rescheduled', step, dueAt: until });
  await run.waitUntil(until, `${step} (${result.why})`);
}

/** Holds that the step itself reported end with the first try that goes through. */
function releaseOwnHolds(run: RecoveryRun): void {
  for (const hold of ['channel', 'no_channel', 'final_notice_unconfirmed'] as const) {
    run.apply({ kind: 'released', hold });
  }
}

async function suspend(run: RecoveryRun, { unreachableTries }: Try): Promise<TryResult> {
  const { disputesReleasedAt } = run.state();
  const request = { recovery: run.input, unreachableTries, disputesReleasedAt };
  const summary = 'suspension: re-read the invoice, check the final notice, suspend access';
  return onSuspend(run, await steps.suspendAccess.executeWithOptions({ summary }, [request]));
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

async function deliver(run: RecoveryRun, step: StepId, attempt: Try): Promise<TryResult> {
  const { plan, stepIndex, disputesReleasedAt } = run.state();
  const nextDueAt = plan[stepIndex + 1]?.dueAt ?? null;
  const request = { recovery: run.input, step, nextDueAt, disputesReleasedAt, ...attempt };
  const summary = `${step}: re-read the invoice, then send`;
  return onDeliver(run, step, await steps.deliverStep.executeWithOptions({ summary }, [request]));
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
