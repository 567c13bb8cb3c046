import { sleep } from '@temporalio/workflow';
import { toEpochMs } from '../domain/instant.ts';
import type { Access, Outcome } from '../domain/outcome.ts';
import type { CloseRecoveryResult, HeardOptOut } from './activity-contract.ts';
import { closing } from './activity-proxies.ts';
import type { RecoveryRun } from './recovery-run.ts';

/** How a recovery ended, and whether the customer has access. */
export interface RecoveryResult {
  readonly outcome: Outcome;
  readonly access: Access;
}

/** Records the outcome, gives access back where the money arrived, thanks, tells the CRM. */
export async function closeRun(run: RecoveryRun): Promise<RecoveryResult> {
  const { outcome } = run.state();
  if (!outcome) throw new Error('a recovery closes with an outcome');
  run.publish();
  await confirm(run, () =>
    closing.closeRecovery.executeWithOptions({ summary: `close: ${outcome}` }, [
      { recovery: run.input, outcome, ...heardOptOut(run) },
    ]),
  );
  await restoreIfPaidMeanwhile(run);
  run.publish();
  return { outcome, access: run.state().access };
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
    run.apply({ kind: result.access === 'active' ? 'restored' : 'suspended' });
    if (result.kind === 'deferred') {
      run.publish();
      const ms = Math.max(1_000, toEpochMs(result.until) - Date.now());
      await sleep(ms, { summary: `confirmation (${result.why}), due ${result.until}` });
      continue;
    }
    if (result.confirmation) {
      run.apply({ kind: 'messaged', delivery: { step: 'confirmation', ...result.confirmation } });
    }
    return;
  }
}
