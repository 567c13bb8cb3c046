import type { IsoInstant } from '../domain/instant.ts';
import type { StaffAlert } from './staff-alerts.ts';

/**
 * Something that waits to be done for staff. Replies are named by id: their words stay in their own table.
 * `look`: the invoices of a reply are to be read again at once, because the customer says that they are paid, or (`promise`)
 * because the day has passed on which they wanted to pay.
 */
export type StaffMatter =
  | { readonly kind: 'reply' | 'promise_over'; readonly replyId: string }
  | { readonly kind: 'look'; readonly replyId: string; readonly because: 'paid' | 'promise' }
  | ({ readonly kind: 'alert' } & StaffAlert);

export interface WaitingMatter {
  readonly id: string;
  /** When it came up. */
  readonly at: IsoInstant;
  /** How often it was tried before. */
  readonly tries: number;
  /** The last try was refused: as a message, not because the channel was away. */
  readonly wasRefused: boolean;
  readonly matter: StaffMatter;
}

/** `later`: nothing of this kind is tried before then. `refused`: this one alone is tried again, or at last given up. */
export type MatterResult =
  | { readonly kind: 'done' }
  | { readonly kind: 'later'; readonly pauseMs: number; readonly why: string }
  | { readonly kind: 'refused'; readonly why: string };

/** What a round of the outbox came to; `parked`: refused for good, and waits for a person. */
export type OutboxRound = 'none' | MatterResult['kind'] | 'parked';

export interface StaffOutbox {
  /** Takes the next due matter of these kinds (others skip it), and commits what became of it. */
  relayNext(
    kinds: readonly StaffMatter['kind'][],
    now: IsoInstant,
    handle: (waiting: WaitingMatter) => Promise<MatterResult>,
  ): Promise<OutboxRound>;
  add(matter: StaffMatter, at: IsoInstant): Promise<void>;
}
