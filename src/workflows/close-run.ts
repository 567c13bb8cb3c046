import { condition, sleep } from '@temporalio/workflow';
import { toEpochMs } from '../domain/instant.ts';
import type { Access, Outcome } from '../domain/outcome.ts';
import type { CloseRecoveryResult, Deferred, HeardOptOut } from './activity-contract.ts';
import { closing } from './activity-proxies.ts';
import type { RecoveryRun } from './recovery-run.ts';

/** How a recovery ended, and whether the customer has access. */
export interface RecoveryResult {
  readonly outcome: Outcome;
  readonly access: Access;
}

/** Records the outcome, gives access back where the money arrived, thanks, tells the CRM. */
export async function closeRun(run: RecoveryRun): Promise<RecoveryResult> {
  run.publish();
  await confirm(run, () => {
    const outcome = decided(run);
    const request = { recovery: run.input, outcome, ...heardOptOut(run) };
    return closing.closeRecovery.executeWithOptions({ summary: `close: ${outcome}` }, [request]);
  });
  await restoreIfPaidMeanwhile(run);
  run.publish();
  return { outcome: decided(run), access: run.state().access };
}

function decided(run: RecoveryRun): Outcome {
  const { outcome } = run.state();
  if (!outcome) throw new Error('a recovery closes with an outcome');
  return outcome;
}

function heardOptOut(run: RecoveryRun): HeardOptOut {
  const { optedOut, optedOutAt } = run.state();
  return optedOut ? { optedOut, optedOutAt } : {};
}

/** A payment that came while we were closing for another reason: the outcome stays, access comes back. */
async function restoreIfPaidMeanwhile(run: RecoveryRun): Promise<void> {
  const { paidAfterOutcome, access } = run.state();
  if (!paidAfterOutcome || access !== 'suspended') return;
  await confirm(run, () =>
    closing.restoreAccess.executeWithOptions({ summary: 'restore access: paid while closing' }, [
      { recovery: run.input, ...heardOptOut(run) },
    ]),
  );
}

/** Repeats a closing activity until its confirmation is out or none is owed. */
async function confirm(run: RecoveryRun, act: () => Promise<CloseRecoveryResult>): Promise<void> {
  for (;;) {
    const result = await act();
    if (result.outcome) run.apply({ kind: 'outcome_recorded', outcome: result.outcome });
    run.apply({ kind: result.access === 'active' ? 'restored' : 'suspended' });
    if (result.kind === 'deferred') {
      run.publish();
      await waitFor(run, result);
      continue;
    }
    if (result.confirmation) {
      run.apply({ kind: 'messaged', delivery: { step: 'confirmation', ...result.confirmation } });
    }
    return;
  }
}

/** A thank-you waits for its hour; a look at money that is on its way also ends when we hear that it is there. */
async function waitFor(run: RecoveryRun, { until, why }: Deferred): Promise<void> {
  const ms = Math.max(1_000, toEpochMs(until) - Date.now());
  if (why !== 'being_paid') return sleep(ms, { summary: `confirmation (${why}), due ${until}` });
  const { paidAfterOutcome: known } = run.state();
  await condition(() => run.state().paidAfterOutcome !== known, ms, {
    summary: `last look (${why}), due ${until}`,
  });
}
