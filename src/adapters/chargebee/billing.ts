import type { Billing, InvoiceReading } from '../../ports/billing.ts';
import { createChargebeeClient, type AskChargebee, type ChargebeeClientOptions } from './client.ts';
import { notOffered } from './errors.ts';
import { createPayPages, type PayPages } from './pay-pages.ts';
import { DELETED_INVOICE, standingOf, toCustomerReading, toInvoiceReading } from './readings.ts';
import { customerAnswer, invoiceAnswer, type ChargebeeInvoice } from './schemas.ts';

/** `GET /api/v2/invoices/{id}` and `/customers/{id}`, and the page to pay on. Chargebee has no orders of its own. */
export function createChargebeeBilling(options: ChargebeeClientOptions): Billing {
  const ask = createChargebeeClient(options);
  const pages = createPayPages(ask, options.now ?? Date.now);
  return {
    readInvoice: (id) => readInvoice(ask, pages, id),
    readOrder: (id) => Promise.reject(notOffered(`reading order ${id}`)),
    async readCustomer(id) {
      const answer = await ask({
        doing: 'reading a customer',
        schema: customerAnswer,
        path: `/customers/${encodeURIComponent(id)}`,
      });
      return answer === 'missing' ? { kind: 'deleted' } : toCustomerReading(answer.customer);
    },
  };
}

/** Making a page takes its time: the invoice is read again after it, so that what a message depends on is fresh. */
async function readInvoice(ask: AskChargebee, pages: PayPages, id: string): Promise<InvoiceReading> {
  const invoice = await askInvoice(ask, id);
  if (!invoice) return DELETED_INVOICE;
  const { customer_id: customerId } = invoice;
  if (standingOf(invoice) !== 'open' || !customerId) return toInvoiceReading(invoice, null);
  const known = pages.known(customerId);
  if (known !== undefined) return toInvoiceReading(invoice, known);
  const made = await pages.make(customerId);
  const again = await askInvoice(ask, id);
  return again ? toInvoiceReading(again, made) : DELETED_INVOICE;
}

async function askInvoice(ask: AskChargebee, id: string): Promise<ChargebeeInvoice | null> {
  const answer = await ask({
    doing: `reading invoice ${id}`,
    schema: invoiceAnswer,
    path: `/invoices/${encodeURIComponent(id)}`,
  });
  return answer === 'missing' ? null : answer.invoice;
}
