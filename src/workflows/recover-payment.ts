import {
  allHandlersFinished,
  CancelledFailure,
  CancellationScope,
  condition,
  isCancellation,
} from '@temporalio/workflow';
import type { PlannedStep } from '../domain/plan.ts';
import type { RecoveryInput } from '../domain/recovery-input.ts';
import { closeRun, type RecoveryResult } from './close-run.ts';
import { completeAttributes, readStart } from './direct-start.ts';
import { handleMessages } from './handle-messages.ts';
import { openRun, type RecoveryRun } from './recovery-run.ts';
import { takeStep } from './take-step.ts';

/**
 * Recovers one failed payment: asks on the days of its sequence, suspends at the end, and stops the moment the
 * invoice closes. Cancelling lets a running send finish, then closes with outcome `cancelled`.
 */
export async function recoverPayment(start: RecoveryInput): Promise<RecoveryResult> {
  const input = readStart(start);
  const run = openRun(input);
  handleMessages(run);
  completeAttributes(input);
  try {
    await followSequence(run);
    return await close(run);
  } catch (error) {
    // A send whose worker died ends with a time-out, not with a cancellation, when the run is cancelled.
    if (!isCancellation(error) && !CancellationScope.current().consideredCancelled) throw error;
    run.apply({ kind: 'ended', outcome: 'cancelled' });
    await CancellationScope.nonCancellable(() => close(run));
    throw isCancellation(error) ? error : new CancelledFailure('recovery cancelled');
  }
}

async function followSequence(run: RecoveryRun): Promise<void> {
  for (let next = nextStep(run); next; next = nextStep(run)) {
    await run.waitUntil(next.dueAt, next.step);
    if (run.state().outcome) return;
    await takeStep(run, next.step);
    if (run.state().outcome) return;
  }
  const last = run.input.sequence.endsAs === 'expired' ? 'order expiry' : 'winback window';
  await run.waitUntil(run.lapseAt(), last);
}

function nextStep(run: RecoveryRun): PlannedStep | undefined {
  const { plan, stepIndex } = run.state();
  return plan[stepIndex];
}

async function close(run: RecoveryRun): Promise<RecoveryResult> {
  const result = await closeRun(run);
  await condition(allHandlersFinished);
  return result;
}
