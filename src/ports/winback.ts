import type { DebtRef } from '../domain/ids.ts';
import type { IsoInstant } from '../domain/instant.ts';

/** An offer as it is asked for: the same in every try. */
export interface PlannedOffer {
  readonly debt: DebtRef;
  readonly customerId: string;
  /** 20 is 20 % off. */
  readonly percent: number;
  /** An existing coupon; null: our own. */
  readonly couponId: string | null;
  /** What the customer types, unique at this source. */
  readonly code: string;
  readonly expiresAt: IsoInstant;
  readonly now: IsoInstant;
}

/** `skipped` is final: the message goes out without it. */
export interface OfferRecord extends Omit<PlannedOffer, 'now'> {
  readonly state: 'planned' | 'ready' | 'skipped';
}

export interface WinbackLedger {
  /**
   * The offer of this debt, else one of the same customer that is still valid, else this one, written down as `planned`.
   */
  planOffer(offer: PlannedOffer): Promise<OfferRecord>;
  /** A planned offer is ready, or will not be; what is settled stays. */
  settleOffer(
    debt: DebtRef,
    settled: { readonly state: 'ready' | 'skipped'; readonly reason?: string },
  ): Promise<void>;
}

/** Codes that a processor honours. */
export interface Offers {
  /**
   * Makes the code, once: a code that is there already is left as it is. It can be redeemed once, by its customer, until
   * it expires. Throws a `ProviderError`.
   */
  createCode(offer: Omit<PlannedOffer, 'now'>): Promise<void>;
}
