import type { DebtRef } from '../domain/ids.ts';
import type { IsoInstant } from '../domain/instant.ts';

export interface DisputeRecord {
  readonly debt: DebtRef;
  readonly disputeId: string;
  readonly isOpen: boolean;
  /** When we learned of it. */
  readonly now: IsoInstant;
}

export interface DisputeLedger {
  /** A dispute that was ever closed stays closed, in whatever order that is told. */
  recordDispute(dispute: DisputeRecord): Promise<void>;
  /** Whether a dispute is open. @param releasedAt those recorded until then do not count; null: all count */
  isDisputed(debt: DebtRef, releasedAt: IsoInstant | null): Promise<boolean>;
}
