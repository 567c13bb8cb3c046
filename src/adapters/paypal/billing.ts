import type { Billing } from '../../ports/billing.ts';
import { createPaypalReader, type PaypalClientOptions } from './client.ts';
import { notOffered } from './errors.ts';
import { subscriptionOf, toCustomerReading, toInvoiceReading } from './readings.ts';
import { subscriptionAnswer } from './schemas.ts';

export interface PaypalBillingOptions extends PaypalClientOptions {
  /** The business's own page on which a payer settles what is outstanding; null: PayPal's page of automatic payments. */
  readonly payUrl: string | null;
}

/**
 * `GET /v1/billing/subscriptions/{id}` for everything: a debt is what its subscription owes, and its customer the
 * subscription's payer, whom PayPal knows nowhere else.
 */
export function createPaypalBilling(options: PaypalBillingOptions): Billing {
  const read = createPaypalReader(options);
  const readSubscription = (id: string) =>
    read({
      doing: `reading subscription ${id}`,
      schema: subscriptionAnswer,
      path: `/v1/billing/subscriptions/${encodeURIComponent(id)}`,
    });
  return {
    readInvoice: async (debtId) => {
      const id = subscriptionOf(debtId);
      return toInvoiceReading(await readSubscription(id), payUrlFor(options, id));
    },
    readOrder: (id) => Promise.reject(notOffered(`reading order ${id}`)),
    readCustomer: async (id) => toCustomerReading(await readSubscription(id)),
  };
}

/** PayPal gives no link to an outstanding balance: its payer repairs the card there, and PayPal tries again. */
function payUrlFor({ payUrl, apiBase }: PaypalBillingOptions, subscriptionId: string): string {
  if (payUrl) return payUrl.replaceAll('{subscription_id}', encodeURIComponent(subscriptionId));
  const isSandbox = apiBase.hostname.endsWith('.sandbox.paypal.com');
  return `https://www.${isSandbox ? 'sandbox.' : ''}paypal.com/myaccount/autopay/`;
}
