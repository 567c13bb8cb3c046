import type { DebtRef } from './ids.ts';
import type { IsoInstant } from './instant.ts';
import type { ClosingStanding } from './standing.ts';

/** What every event carries: the source's own event id (unique per source) and when it happened there. */
interface EventBase {
  readonly eventId: string;
  readonly at: IsoInstant;
  readonly debt: DebtRef;
}

/** The processor tried to take money and failed, or needs the customer to confirm with the bank. */
export interface PaymentFailed extends EventBase {
  readonly kind: 'payment_failed';
  readonly debtKind: 'invoice' | 'order';
  readonly customerId: string | null;
  readonly subscriptionId: string | null;
  /** Still due, in the source's minor units, as a decimal string: `"1999"`. */
  readonly amountDueMinor: string;
  /** ISO 4217, upper case. */
  readonly currency: string;
  /** The processor's own count of tries; never decides which text is sent. */
  readonly chargeAttempt: number;
}

/** The invoice closed: nothing may be asked any more. */
export interface InvoiceClosed extends EventBase {
  readonly kind: 'invoice_closed';
  readonly standing: ClosingStanding;
}

/** Verified and stored, but not for us; the reason says why, e.g. `billing_reason:manual`. */
export interface IgnoredEvent extends EventBase {
  readonly kind: 'ignored';
  readonly reason: string;
}

/** Provider-neutral event; what the inbox stores and the relay hands to Temporal. */
export type PaymentEvent = PaymentFailed | InvoiceClosed | IgnoredEvent;
