import type { PaymentEvent } from '../domain/events.ts';
import type { DebtRef, Source } from '../domain/ids.ts';
import type { Lookup } from '../domain/lookup.ts';
import type { IsoInstant } from '../domain/instant.ts';

/** A verified webhook event on its way into the inbox. */
export interface InboxEntry {
  readonly source: Source;
  /** Unique per source; a second arrival of the same id changes nothing. */
  readonly eventId: string;
  /** The source's own word for it, e.g. `invoice.payment_failed`. */
  readonly type: string;
  readonly receivedAt: IsoInstant;
  /** Body as received, kept for a replay: a text, or the bytes of one in UTF-8. */
  readonly body: string | Uint8Array;
  /** `quarantined`: verified, relevant, but not understood. */
  readonly content:
    | { readonly kind: 'event'; readonly event: PaymentEvent }
    | { readonly kind: 'quarantined'; readonly reason: string }
    /** Understood once the source has been asked. */
    | { readonly kind: 'needs_lookup'; readonly lookup: Lookup };
}

export interface InboxStore {
  /**
   * Commits all entries, and the standings their closing events tell, in one transaction. An entry that is understood
   * takes the place of one with the same id that still needed a look-up; that is committed just after, and also before
   * this resolves.
   */
  append(entries: readonly InboxEntry[]): Promise<void>;
}

/** An entry that waits for an answer of its source. */
export interface LookupRow {
  readonly id: string;
  /** The entry as it arrived; null when its question cannot be read any more. */
  readonly entry: InboxEntry | null;
  readonly lookup: Lookup | null;
  /** Asked in vain so often. */
  readonly tries: number;
}

export interface LookupStore {
  /** Due rows, kept from other replicas until `leaseUntil`: no transaction is open while the source is asked. */
  claim(limit: number, now: IsoInstant, leaseUntil: IsoInstant): Promise<readonly LookupRow[]>;
  /** Ends a row that leads to nothing more, or whose effect is complete. */
  settle(id: string, settled: SettledLookup): Promise<void>;
  postpone(id: string, reason: string, nextTryAt: IsoInstant): Promise<void>;
}

export interface SettledLookup {
  readonly state: 'done' | 'ignored' | 'parked';
  readonly reason: string;
  readonly now: IsoInstant;
}

/** An entry waiting to be handed to Temporal. */
export interface RelayRow {
  readonly id: string;
  readonly event: PaymentEvent;
  readonly tries: number;
}

/** What became of handing one row over. */
export type HandOff =
  | { readonly kind: 'done' }
  /** Temporal cannot be reached: tried again for ever. */
  | { readonly kind: 'unreachable' }
  /** Refused for a reason of its own: parked after some tries, so that it delays no other row. */
  | { readonly kind: 'refused'; readonly reason: string };

/** How many rows a round took, how many of them found Temporal unreachable, and which were parked. */
export interface RelayRound {
  readonly taken: number;
  readonly unreachable: number;
  readonly parked: readonly string[];
}

export interface FirstFailure {
  readonly occurredAt: IsoInstant;
  readonly receivedAt: IsoInstant;
}

export interface RelayStore {
  /** Locks up to `limit` due rows (others skip them), hands each over, and commits what became of them. */
  relay(limit: number, now: IsoInstant, handOver: (row: RelayRow) => Promise<HandOff>): Promise<RelayRound>;
  /** Earliest failure of this debt that the inbox knows. */
  firstFailure(debt: DebtRef): Promise<FirstFailure | null>;
  /** When the oldest row not yet handed over arrived; null when none waits. */
  oldestPending(): Promise<IsoInstant | null>;
}

/** An event that waits for a person. */
export interface WaitingEntry {
  readonly id: string;
  readonly state: string;
  readonly receivedAt: IsoInstant;
  /** The source's word for it; `unparsable` where not even that could be read. */
  readonly entryType: string;
  readonly eventId: string;
  readonly reason: string | null;
}

export interface InboxDesk {
  /** Quarantined and parked events, oldest first; of one state only where it is given. */
  list(state: 'quarantined' | 'parked' | null): Promise<readonly WaitingEntry[]>;
  /** Reads its stored body again. @returns what became of it, in words */
  replay(entry: WaitingEntry): Promise<string>;
}
