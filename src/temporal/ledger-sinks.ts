import type { InjectedSinks } from '@temporalio/worker';
import type { HoldChange } from '../ports/hold-ledger.ts';
import type { Log } from '../ports/log.ts';
import type { LedgerSinks } from '../workflows/ledger-sink.ts';

export interface LedgerSinksOptions {
  readonly recordHold: (change: HoldChange) => Promise<void>;
  readonly log: Log;
}

/** One after another, in the order in which they were told; no workflow task waits for the database. */
export function createLedgerSinks({ recordHold, log }: LedgerSinksOptions): InjectedSinks<LedgerSinks> {
  let last = Promise.resolve();
  return {
    ledger: {
      holdChanged: {
        fn: (_info, change) => {
          last = last
            .then(() => recordHold(change))
            .catch((error: unknown) => {
              log.warn({ debtId: change.debt.debtId, err: error }, 'hold.not_recorded');
            });
        },
        callDuringReplay: false,
      },
    },
  };
}
