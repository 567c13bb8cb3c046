import { CancellationScope, patched } from '@temporalio/workflow';
import { toEpochMs, toInstant, type IsoInstant } from '../domain/instant.ts';
import { closing } from './activity-proxies.ts';
import { readInstantOrNull } from './read-signal.ts';
import type { RecoveryRun } from './recovery-run.ts';

/** What a signal that anybody may send by hand might carry. */
type Told = { readonly at?: unknown; readonly recorded?: unknown } | undefined;

/** Obeyed at once, on every open invoice of the number, and whatever it carries: a STOP is never malformed. */
export async function hearOptOut(run: RecoveryRun, told: Told): Promise<void> {
  const at = saidAt(told);
  run.apply({ kind: 'opted_out', at });
  if (told?.recorded === true || !patched('opt-out-recorded-at-once')) return;
  // Also while the run is being cancelled: the customer said it about the next invoice, too.
  await CancellationScope.nonCancellable(async () => {
    const summary = 'opt-out: record it for the number';
    const request = { recovery: run.input, at };
    const { isRecorded } = await closing.recordOptOut.executeWithOptions({ summary }, [request]);
    // The ledger knows it now; a START that deletes it there must not be undone by us.
    if (isRecorded) run.apply({ kind: 'opt_out_recorded' });
  });
}

/** Now, where nobody says when; never later, or a START said meanwhile would not count. */
function saidAt(told: Told): IsoInstant {
  const now = Date.now();
  const at = readInstantOrNull(told?.at);
  return toInstant(at ? Math.min(toEpochMs(at), now) : now);
}
