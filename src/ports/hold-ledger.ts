import type { HoldKind } from '../domain/hold.ts';
import type { DebtRef } from '../domain/ids.ts';
import type { IsoInstant } from '../domain/instant.ts';

/** What holds a recovery from then on; null: nothing any more. */
export interface HoldChange {
  readonly debt: DebtRef;
  readonly hold: HoldKind | null;
  readonly until: IsoInstant | null;
  readonly at: IsoInstant;
}

export interface HoldLedger {
  /** An earlier change that comes late changes nothing; so does the same again. */
  recordHold(change: HoldChange): Promise<void>;
}
