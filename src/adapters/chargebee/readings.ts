import { moneyOf } from '../../domain/money.ts';
import type { Standing } from '../../domain/standing.ts';
import { textOrNull } from '../../domain/text-or-null.ts';
import type { CustomerReading, InvoiceReading } from '../../ports/billing.ts';
import type { ChargebeeCustomer, ChargebeeInvoice } from './schemas.ts';

/** An invoice that is not there. `XXX` is ISO 4217 for "no currency". */
export const DELETED_INVOICE: InvoiceReading = {
  standing: 'deleted',
  amountRemaining: moneyOf('chargebee', 0, 'XXX'),
  chargeAttempts: 0,
  payUrl: null,
  number: null,
  customerId: null,
  subscriptionId: null,
};

export function toInvoiceReading(invoice: ChargebeeInvoice, payUrl: string | null): InvoiceReading {
  if (invoice.deleted) return DELETED_INVOICE;
  return {
    standing: standingOf(invoice),
    amountRemaining: moneyOf('chargebee', invoice.amount_due, invoice.currency_code),
    // Tries that failed are listed among the payments.
    chargeAttempts: invoice.linked_payments?.length ?? 0,
    payUrl,
    // Chargebee prints the id itself.
    number: invoice.id,
    customerId: invoice.customer_id ?? null,
    subscriptionId: invoice.subscription_id ?? firstSubscription(invoice),
  };
}

/** A consolidated invoice names its subscriptions in its lines only. */
function firstSubscription({ line_items }: ChargebeeInvoice): string | null {
  return line_items?.find((item) => item.subscription_id)?.subscription_id ?? null;
}

/**
 * `not_paid` only says that Chargebee tries no more: it can still be paid. An invoice whose rest was written off is
 * called `paid`, and nobody has paid it.
 */
export function standingOf({ status, amount_due, write_off_amount }: ChargebeeInvoice): Standing {
  if (status === 'voided') return 'void';
  if (status !== 'paid' && amount_due > 0) return 'open';
  return (write_off_amount ?? 0) > 0 ? 'uncollectible' : 'paid';
}

/**
 * `meta_data.whatsapp_phone`, or the custom field `cf_whatsapp_phone`, is the customer's consent to notices: no other
 * field holds a number we may write to. `…whatsapp_marketing_consent` is the consent to offers, and only the word `yes`
 * (or a ticked box) gives it.
 */
export function toCustomerReading(customer: ChargebeeCustomer): CustomerReading {
  if (customer.deleted) return { kind: 'deleted' };
  const { meta_data: meta, billing_address: address, locale } = customer;
  const consent = meta?.whatsapp_marketing_consent ?? customer.cf_whatsapp_marketing_consent;
  return {
    kind: 'found',
    name: textOrNull([customer.first_name, customer.last_name].filter(Boolean).join(' ')),
    email: textOrNull(customer.email),
    whatsappPhone: textOrNull(meta?.whatsapp_phone) ?? textOrNull(customer.cf_whatsapp_phone),
    marketingConsent: consent === 'yes' || consent === true,
    preferredLocales: locale ? [locale] : [],
    country: textOrNull(address?.country),
    state: textOrNull(address?.state_code) ?? textOrNull(address?.state),
    postalCode: textOrNull(address?.zip),
    timeZone: textOrNull(meta?.time_zone) ?? textOrNull(customer.cf_time_zone),
  };
}
