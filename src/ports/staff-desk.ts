import type { Channel, DeliveryState } from '../domain/delivery.ts';
import type { HoldKind } from '../domain/hold.ts';
import type { DebtRef } from '../domain/ids.ts';
import type { IsoInstant } from '../domain/instant.ts';
import type { StepId } from '../domain/sequence.ts';

/** A message of which nobody knows whether it went out. */
export interface UnknownDelivery {
  readonly debtId: string;
  readonly step: string;
  readonly channel: Channel;
  readonly at: IsoInstant;
  /** How the answer was lost, e.g. `timeout`. */
  readonly reason: string | null;
  /** Receipts of nobody's message from that time: `<message id> delivered`. One of them is probably this one's. */
  readonly hints: readonly string[];
}

export interface StaffDecision {
  readonly debtId: string;
  readonly step: StepId;
  readonly channel: Channel;
  /** Who decided; kept, so no personal data of customers. */
  readonly actor: string;
  readonly now: IsoInstant;
}

/** `not_unknown`: its state as it is, or null where there is no such delivery. */
export type Decided =
  | { readonly kind: 'done'; readonly debt: DebtRef }
  /** Only for sending again: the customer has this step's message from the other channel. */
  | { readonly kind: 'covered'; readonly by: Channel }
  | { readonly kind: 'not_unknown'; readonly state: DeliveryState | null }
  | { readonly kind: 'ended'; readonly outcome: string };

/** What staff decide about deliveries; every decision is kept in `staff_actions`. */
export interface DeliveryDesk {
  unknowns(): Promise<readonly UnknownDelivery[]>;
  /** Staff have looked at the phone: it was sent, or it was not. A recovery that waits for this goes on. */
  settle(decision: StaffDecision, state: 'sent' | 'rejected'): Promise<Decided>;
  /** Plans it once more. Whoever calls this sends it now, or gives it back. */
  reopen(decision: StaffDecision): Promise<Decided>;
  /** Where it was reopened and not requested: `unknown` again. @returns whether it was */
  giveBack(decision: StaffDecision, debt: DebtRef): Promise<boolean>;
  /** The final notice surely went out now: a suspension that waits for it goes on. */
  releaseSuspension(decision: StaffDecision, debt: DebtRef): Promise<void>;
  /** Recoveries without an outcome, oldest first. */
  openDebts(limit: number): Promise<readonly DebtRef[]>;
}

/** What became of a message that staff sent again. */
export type Resent =
  | { readonly kind: 'sent'; readonly channel: Channel }
  | { readonly kind: 'unknown' }
  | { readonly kind: 'not_sent'; readonly why: string };

/** What a running recovery says of itself; null where none runs. */
export interface RunningStatus {
  readonly hold: HoldKind | null;
  readonly currentStep: string;
}
