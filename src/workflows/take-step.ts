import { assertNever } from '../domain/assert-never.ts';
import type { IsoInstant } from '../domain/instant.ts';
import { stepOf, stepWithRole, suspends, type StepId } from '../domain/sequence.ts';
import type { DeliverStepResult, SuspendAccessResult } from './activity-contract.ts';
import { steps } from './activity-proxies.ts';
import type { NoResult } from './interrupter.ts';
import type { RecoveryRun } from './recovery-run.ts';
import { repeatUntilDone, type Try, type TryResult } from './repeat-until-done.ts';

/** Takes one due step: a suspension suspends access first; every step then sends its message. */
export async function takeStep(run: RecoveryRun, step: StepId): Promise<void> {
  if (suspends(stepOf(run.input.sequence, step))) await repeatUntilDone(run, step, trySuspending);
  if (run.state().outcome) return;
  await repeatUntilDone(run, step, tryDelivering);
  if (!run.state().outcome) run.apply({ kind: 'step_done' });
}

type Acting = { readonly kind: 'suspended' | 'sent' | 'unknown' };

/** What suspending and delivering may both answer instead of acting. */
function withoutActing(
  run: RecoveryRun,
  result: Exclude<SuspendAccessResult | DeliverStepResult | NoResult, Acting>,
): TryResult {
  switch (result.kind) {
    case 'skipped':
      return { kind: 'done' };
    case 'stopped':
      run.apply({ kind: 'closed', eventId: null, standing: result.standing });
      return { kind: 'done' };
    case 'deferred':
    case 'held':
    case 'interrupted':
    case 'failed':
      return result;
    default:
      return assertNever(result);
  }
}

async function trySuspending(run: RecoveryRun, _step: StepId, { trouble }: Try): Promise<TryResult> {
  const { disputesReleasedAt, repliesReleasedAt } = run.state();
  const request = { recovery: run.input, trouble, disputesReleasedAt, repliesReleasedAt };
  const summary = 'suspension: re-read the invoice, check the final notice, suspend access';
  const result = await run.attempt(() => steps.suspendAccess.executeWithOptions({ summary }, [request]));
  return onSuspend(run, result);
}

function onSuspend(run: RecoveryRun, result: SuspendAccessResult | NoResult): TryResult {
  if (result.kind === 'suspended') {
    noteSuspension(run, result.at);
    return { kind: 'done' };
  }
  if ('suspendedAt' in result) noteSuspension(run, result.suspendedAt);
  return withoutActing(run, result);
}

function noteSuspension(run: RecoveryRun, at: IsoInstant): void {
  run.apply({ kind: 'suspended' });
  run.extendLapse(at);
}

async function tryDelivering(run: RecoveryRun, step: StepId, facts: Try): Promise<TryResult> {
  const { plan, stepIndex, optedOut, optedOutAt, disputesReleasedAt, repliesReleasedAt } = run.state();
  const nextDueAt = plan[stepIndex + 1]?.dueAt ?? null;
  const told = { optedOut, optedOutAt, disputesReleasedAt, repliesReleasedAt };
  const request = { recovery: run.input, step, nextDueAt, ...told, ...facts };
  const summary = `${step}: re-read the invoice, then send`;
  const result = await run.attempt(() => steps.deliverStep.executeWithOptions({ summary }, [request]));
  // The ledger knows it now; a START that deletes it there must not be undone by us.
  if (optedOut && result.kind !== 'interrupted' && result.kind !== 'failed')
    run.apply({ kind: 'opt_out_recorded' });
  return onDeliver(run, step, result);
}

function onDeliver(run: RecoveryRun, step: StepId, result: DeliverStepResult | NoResult): TryResult {
  if (result.kind !== 'sent' && result.kind !== 'unknown') return withoutActing(run, result);
  noteDelivery(run, step, result);
  return { kind: 'done' };
}

type Delivered = Extract<DeliverStepResult, { kind: 'sent' | 'unknown' }>;

function noteDelivery(run: RecoveryRun, step: StepId, { kind, channel, at, ...result }: Delivered): void {
  if (result.beside) run.apply({ kind: 'messaged', delivery: { step, ...result.beside } });
  run.apply({ kind: 'messaged', delivery: { step, channel, state: kind, at } });
  const suspendAt = 'suspendAt' in result ? result.suspendAt : null;
  const suspension = stepWithRole(run.input.sequence, 'suspension');
  if (suspendAt && suspension)
    run.apply({ kind: 'rescheduled', step: suspension, dueAt: suspendAt, movedBy: 'final_notice' });
}
