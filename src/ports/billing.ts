import type { IsoInstant } from '../domain/instant.ts';
import type { Money } from '../domain/money.ts';
import type { Standing } from '../domain/standing.ts';

/** An invoice, or an order, as its source shows it now. */
export interface InvoiceReading {
  readonly standing: Standing;
  /** Still due: partial payments are already taken off. */
  readonly amountRemaining: Money;
  /** Tries of the processor to take the money so far. */
  readonly chargeAttempts: number;
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
export type CustomerReading =
  | {
      readonly kind: 'found';
      readonly name: string | null;
      /** As the source has it, not yet parsed. */
      readonly email: string | null;
      /** As typed by a person, not yet parsed; only given with consent to notices. */
      readonly whatsappPhone: string | null;
      readonly marketingConsent: boolean;
      /** BCP 47, best first. */
      readonly preferredLocales: readonly string[];
      /** ISO 3166-1 alpha-2, for numbers written without a country code and for the contact window. */
      readonly country: string | null;
      /** Of the address, as it is written there; best ISO 3166-2. */
      readonly state: string | null;
      readonly postalCode: string | null;
      /** What somebody noted as the customer's time zone; not yet checked. */
      readonly timeZone: string | null;
    }
  | { readonly kind: 'deleted' };

/**
 * Read side of a payment processor. Every call is safe to repeat.
 * They throw a `ProviderError`; an invoice that does not exist is the standing `deleted`, not an error.
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
  /** Page of the checkout that this payment was begun on, while it is open; null: there is none, or it cannot be told. */
  checkoutUrl(paymentId: string): Promise<string | null>;
  /** The full event as its webhook would have brought it, as JSON. */
  readEvent(notification: NotificationRef): Promise<string>;
}
