import { withAccount } from '../../domain/ids.ts';
import type { Billing } from '../../ports/billing.ts';
import { createReader, inAccount, type StripeClientOptions } from './client.ts';
import { DELETED_INVOICE, toCustomerReading, toInvoiceReading } from './readings.ts';
import { customerAnswer, invoiceAnswer } from './schemas.ts';

export type StripeBillingOptions = StripeClientOptions;

/** `GET /v1/invoices/{id}` and `GET /v1/customers/{id}`, nothing else and without `expand`. */
export function createStripeBilling(options: StripeBillingOptions): Billing {
  const { stripe, read } = createReader(options);
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
    async readCustomer(scoped) {
      const { id, options: within } = inAccount(scoped);
      const answer = await read({
        doing: `reading customer ${scoped}`,
        schema: customerAnswer,
        ask: () => stripe.customers.retrieve(id, {}, within),
      });
      return answer === 'missing' ? { kind: 'deleted' } : toCustomerReading(answer);
    },
  };
}
