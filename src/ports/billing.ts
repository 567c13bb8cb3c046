import type { IsoInstant } from '../domain/instant.ts';
import type { Money } from '../domain/money.ts';
import type { Standing } from '../domain/standing.ts';
import type { ToldCustomer } from '../domain/told-debt.ts';

/** An invoice, or an order, as its source shows it now. */
export interface InvoiceReading {
  readonly standing: Standing;
  /** Still due: partial payments are already taken off. */
  readonly amountRemaining: Money;
  /** Tries of the processor to take the money so far. */
  readonly chargeAttempts: number;
  /** The money is on its way, as a bank debit is for days: neither paid nor to be asked for. Still `open`. */
  readonly isBeingPaid?: true;
  /** When the processor tries again by itself; null or absent: it does not, or does not say. A hint. */
  readonly nextChargeAttemptAt?: IsoInstant | null;
  /** Page on which this invoice can be paid without a login; null when the source has none. */
  readonly payUrl: string | null;
  /** The number printed on the invoice, e.g. `A1B2-0007`, or the order's. */
  readonly number: string | null;
  readonly customerId: string | null;
  readonly subscriptionId: string | null;
}

/** The person behind an invoice, read fresh: a number corrected today counts today. */
export interface FoundCustomer extends ToldCustomer {
  readonly kind: 'found';
}
export type CustomerReading = FoundCustomer | { readonly kind: 'deleted' };

/**
 * Read side of a payment processor. Every call is safe to repeat.
 * They throw a `ProviderError`; an invoice that does not exist is the standing `deleted`, not an error. Whether it
 * ever was one of ours only its customer tells: `readDebt` asks.
 */
export interface Billing {
  readInvoice(invoiceId: string): Promise<InvoiceReading>;
  /** A payment that belongs to no invoice. */
  readOrder(paymentId: string): Promise<InvoiceReading>;
  readCustomer(customerId: string): Promise<CustomerReading>;
}

/** A notification whose content must be read. */
export interface NotificationRef {
  readonly eventId: string;
  /** The full event's type, e.g. `invoice.paid`. */
  readonly type: string;
  readonly at: IsoInstant;
  readonly snapshotId: string | null;
  readonly objectId: string;
  readonly account: string | null;
  readonly isLive: boolean;
}

/**
 * What the relay asks a processor before some events mean anything: hints, which no message ever waits for.
 * Safe to repeat. They throw a `ProviderError` when there is no answer, also where the resource is not offered at all.
 */
export interface BillingLookups {
  /** The invoice that this payment pays; null when it pays none, which makes it an order's. */
  invoiceOfPayment(paymentId: string): Promise<string | null>;
  /** Page of the checkout that this payment was begun on, while it is open; null: there is none. */
  checkoutUrl(paymentId: string): Promise<string | null>;
  /** The full event as its webhook would have brought it, as JSON. */
  readEvent(notification: NotificationRef): Promise<string>;
}
