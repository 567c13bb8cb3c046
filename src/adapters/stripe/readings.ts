import { toInstant } from '../../domain/instant.ts';
import { moneyOf } from '../../domain/money.ts';
import type { Standing } from '../../domain/standing.ts';
import { textOrNull } from '../../domain/text-or-null.ts';
import type { CustomerReading, InvoiceReading } from '../../ports/billing.ts';
import type { CustomerAnswer, ExistingInvoice, InvoiceAnswer } from './schemas.ts';

/** An invoice that is not there: a deleted draft, or one that never was. `XXX` is ISO 4217 for "no currency". */
export const DELETED_INVOICE: InvoiceReading = {
  standing: 'deleted',
  amountRemaining: moneyOf('stripe', 0, 'XXX'),
  chargeAttempts: 0,
  payUrl: null,
  number: null,
  customerId: null,
  subscriptionId: null,
};

export function toInvoiceReading(invoice: InvoiceAnswer): InvoiceReading {
  if (!isExisting(invoice)) return DELETED_INVOICE;
  return {
    standing: standingOf(invoice),
    amountRemaining: moneyOf('stripe', remainingOf(invoice), invoice.currency),
    chargeAttempts: invoice.attempt_count ?? 0,
    nextChargeAttemptAt: invoice.next_payment_attempt ? toInstant(invoice.next_payment_attempt * 1000) : null,
    payUrl: invoice.hosted_invoice_url ?? null,
    number: invoice.number ?? null,
    customerId: invoice.customer ?? null,
    subscriptionId: invoice.parent?.subscription_details?.subscription ?? invoice.subscription ?? null,
  };
}

function isExisting(invoice: InvoiceAnswer): invoice is ExistingInvoice {
  return invoice.deleted !== true;
}

/** What is due less what was paid, where the answer does not say it itself. */
function remainingOf({ amount_remaining, amount_due, amount_paid }: ExistingInvoice): number {
  return amount_remaining ?? (amount_due ?? 0) - (amount_paid ?? 0);
}

function standingOf(invoice: ExistingInvoice): Standing {
  switch (invoice.status) {
    case 'paid':
      return 'paid';
    // Covered by partial payments or credit, and Stripe has not moved the status yet.
    case 'open':
      return remainingOf(invoice) <= 0 ? 'paid' : 'open';
    case 'draft':
      return 'open';
    case 'void':
      return 'void';
    case 'uncollectible':
      return 'uncollectible';
  }
}

/**
 * `metadata.whatsapp_phone` is the customer's consent to notices: no other field of the customer holds a number we
 * may write to. `metadata.whatsapp_marketing_consent` is the consent to offers, and only the word `yes` gives it.
 * `metadata.time_zone` (IANA, e.g. `Europe/Berlin`) says where the customer is better than an address does.
 */
export function toCustomerReading(customer: CustomerAnswer): CustomerReading {
  if (customer.deleted === true) return { kind: 'deleted' };
  return {
    kind: 'found',
    name: textOrNull(customer.name),
    email: textOrNull(customer.email),
    whatsappPhone: textOrNull(customer.metadata?.whatsapp_phone),
    marketingConsent: customer.metadata?.whatsapp_marketing_consent === 'yes',
    preferredLocales: customer.preferred_locales ?? [],
    country: textOrNull(customer.address?.country),
    state: textOrNull(customer.address?.state),
    postalCode: textOrNull(customer.address?.postal_code),
    timeZone: textOrNull(customer.metadata?.time_zone),
  };
}
