import type { DebtRef } from '../domain/ids.ts';
import type { IsoInstant } from '../domain/instant.ts';

/** Where a recovery stands, in the CRM's words. Ids, amounts and instants only. */
export interface CrmStatus {
  readonly debt: DebtRef;
  readonly customerId: string | null;
  /** A step id once its message is out, `suspended`, or an outcome. */
  readonly status: string;
  /** Rises with each change of one recovery: a receiver drops what is older than what it has. */
  readonly sequenceNumber: number;
  readonly amountDueMinor: string;
  readonly currency: string;
  readonly at: IsoInstant;
}

/** A system that wants to know where each recovery stands. Idempotent by debt and sequence number. */
export interface Crm {
  /** Throws a `ProviderError`. @param timeoutMs time limit of the whole call */
  record(status: CrmStatus, timeoutMs: number): Promise<void>;
}

/** The one licence of each note in a CRM that has no idempotency key for them. */
export interface CrmNoteLedger {
  /** @returns false: this status has its note, or once asked for it and may have it */
  claimNote(debt: DebtRef, status: string, now: IsoInstant): Promise<boolean>;
  /** @param noteId null: surely not written, so it may be asked for again */
  settleNote(debt: DebtRef, status: string, noteId: string | null): Promise<void>;
}
