import type { DebtRef } from '../domain/ids.ts';
import type { IsoInstant } from '../domain/instant.ts';

/** Why the last charge of a debt failed, as far as anybody said. */
export interface DeclineRecord {
  /** The processor's own word; null: asked, and not known. */
  readonly code: string | null;
  /** The charge attempt it is about, in the processor's count. */
  readonly chargeAttempt: number;
  readonly learnedAt: IsoInstant;
}

export interface DeclineLedger {
  findDecline(debt: DebtRef): Promise<DeclineRecord | null>;
  /** What an earlier charge attempt told never replaces what a later one did, and "not known" never replaces a word. */
  recordDecline(debt: DebtRef, decline: DeclineRecord): Promise<void>;
}

/** A processor that may be asked why. A hint: no message waits for it, or needs it. */
export interface DeclineLookup {
  /**
   * The code of the last failed charge of an invoice; null when there is none. Safe to repeat.
   * Throws a `ProviderError`, also where the processor does not offer this.
   */
  declineCode(invoiceId: string): Promise<string | null>;
}
