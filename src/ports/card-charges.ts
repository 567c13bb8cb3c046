import type { DebtRef } from '../domain/ids.ts';
import type { IsoInstant } from '../domain/instant.ts';

export interface CardCharge {
  readonly invoiceId: string;
  readonly paymentMethodId: string;
  /** Of this invoice and this card: for a day the same key gets the first answer again, and charges nothing. */
  readonly idempotencyKey: string;
}

/** What became of a try to charge a card. */
export type ChargeResult =
  | { readonly kind: 'paid' }
  /** The money is on its way, as with a bank debit: its own event will tell. */
  | { readonly kind: 'processing' }
  /** The bank says no, or wants the customer to confirm. */
  | { readonly kind: 'declined'; readonly code: string | null }
  /** The processor will not try: paid or void meanwhile, or not to be paid with this. */
  | { readonly kind: 'refused'; readonly why: string };

/** Pays what is open with a card that its owner has just saved. */
export interface CardCharges {
  /** Throws a `ProviderError` where nobody knows what became of it: the same again, with the same key, does no harm. */
  pay(charge: CardCharge): Promise<ChargeResult>;
}

export type ChargeState = 'trying' | 'unknown' | ChargeResult['kind'];

export interface KnownCharge {
  readonly state: ChargeState;
  readonly beganAt: IsoInstant;
}

/** One try for each debt and card, remembered for ever. */
export interface CardChargeLedger {
  /** Begins it, or finds what was begun before. */
  beginCardCharge(debt: DebtRef, paymentMethodId: string, now: IsoInstant): Promise<KnownCharge>;
  /** Ends what is being tried; the first end stays, but for `unknown`. Nothing was begun: nothing is written. */
  settleCardCharge(debt: DebtRef, paymentMethodId: string, settled: SettledCharge): Promise<void>;
}

export interface SettledCharge {
  readonly state: Exclude<ChargeState, 'trying'>;
  readonly reason: string | null;
  readonly now: IsoInstant;
}
