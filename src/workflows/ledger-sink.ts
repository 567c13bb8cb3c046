import { proxySinks, type Sinks } from '@temporalio/workflow';
import type { HoldKind } from '../domain/hold.ts';
import type { DebtRef } from '../domain/ids.ts';
import type { IsoInstant } from '../domain/instant.ts';

/**
 * What only the run knows and the ledger should: told through a sink, which leaves no trace in history, costs no action
 * and cannot fail a recovery. It may be lost with a worker that dies: a report, and nothing that anybody decides by.
 */
export interface LedgerSinks extends Sinks {
  readonly ledger: {
    /** @param change what holds the recovery from then on; null: nothing any more */
    holdChanged(change: {
      readonly debt: DebtRef;
      readonly hold: HoldKind | null;
      readonly until: IsoInstant | null;
      readonly at: IsoInstant;
    }): void;
  };
}

export const { ledger } = proxySinks<LedgerSinks>();
