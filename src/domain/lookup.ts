import type { PaymentFailed } from './events.ts';
import type { Source } from './ids.ts';
import type { IsoInstant } from './instant.ts';

interface LookupBase {
  readonly source: Source;
  readonly eventId: string;
  readonly at: IsoInstant;
}

/** A dispute names a payment; which debt it paid must be asked. */
export interface DisputeLookup extends LookupBase {
  readonly kind: 'dispute';
  readonly disputeId: string;
  /** Stripe: a PaymentIntent. */
  readonly paymentId: string;
  readonly isOpen: boolean;
}

/** So does a refund. */
export interface RefundLookup extends LookupBase {
  readonly kind: 'refund';
  readonly paymentId: string;
}

/** An event that only names what changed; its content must be read. */
export interface NotificationLookup extends LookupBase {
  readonly kind: 'notification';
  /** The full event's type, e.g. `invoice.paid`. */
  readonly type: string;
  /** Id of the full event that tells the same; null when there is none. */
  readonly snapshotId: string | null;
  readonly objectId: string;
  /** The connected account, where it comes from one. */
  readonly account: string | null;
  readonly isLive: boolean;
}

/** What must be asked of the source before an event means anything. No request waits for it. */
export type Lookup = DisputeLookup | RefundLookup | NotificationLookup | OrderLookup | InstalmentLookup;

/** A failed payment that is an order's, unless it belongs to an invoice. */
export interface OrderLookup extends LookupBase {
  readonly kind: 'order';
  /** The failure as it is if this is an order. */
  readonly failure: PaymentFailed;
  /** The shop's own order number is there: no invoice's payment has one. */
  readonly isSurelyOrder: boolean;
}

/**
 * A failed or a made payment of a subscription whose source has no invoices (PayPal): which debt it belongs to depends on
 * what is open in the ledger.
 */
export interface InstalmentLookup extends LookupBase {
  readonly kind: 'instalment';
  readonly subscriptionId: string;
  /** The failure, with the debt that it begins if none is open; null: money came in. */
  readonly failure: PaymentFailed | null;
}
