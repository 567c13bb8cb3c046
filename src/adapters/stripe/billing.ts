import { withAccount } from '../../domain/ids.ts';
import type { Billing } from '../../ports/billing.ts';
import { createReader, inAccount, type StripeClientOptions } from './client.ts';
import { ofAnotherAccount } from './errors.ts';
import { readOrder } from './orders.ts';
import { DELETED_INVOICE, toCustomerReading, toInvoiceReading } from './readings.ts';
import { customerAnswer, invoiceAnswer } from './schemas.ts';

export interface StripeBillingOptions extends StripeClientOptions {
  /** The shop's page on which an order is paid, with `{order_id}`; absent or null: only open checkouts have a link. */
  readonly orderPayUrl?: string | null;
}

/**
 * Of an invoice's recovery `GET /v1/invoices/{id}` and `GET /v1/customers/{id}`, nothing else and without `expand`; of
 * an order's its PaymentIntent and Checkout Session.
 */
export function createStripeBilling(options: StripeBillingOptions): Billing {
  const reader = createReader(options);
  const { stripe, read } = reader;
  return {
    async readInvoice(scoped) {
      const { id, account, options: within } = inAccount(scoped);
      const answer = await read({
        doing: `reading invoice ${scoped}`,
        schema: invoiceAnswer,
        ask: () => stripe.invoices.retrieve(id, {}, within),
      });
      if (answer === 'missing') return DELETED_INVOICE;
      const reading = toInvoiceReading(answer);
      const own = (found: string | null) => (found ? withAccount(account, found) : null);
      return { ...reading, customerId: own(reading.customerId), subscriptionId: own(reading.subscriptionId) };
    },
    readOrder: (scoped) => readOrder(reader, scoped, options.orderPayUrl ?? null),
    async readCustomer(scoped) {
      const { id, options: within } = inAccount(scoped);
      const doing = `reading customer ${scoped}`;
      const answer = await read({
        doing,
        schema: customerAnswer,
        ask: () => stripe.customers.retrieve(id, {}, within),
      });
      if (answer === 'missing') throw ofAnotherAccount(doing);
      return toCustomerReading(answer);
    },
  };
}
