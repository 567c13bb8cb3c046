import type { BillingLookups } from '../../ports/billing.ts';
import { createChargebeeClient, type AskChargebee, type ChargebeeClientOptions } from './client.ts';
import { notOffered } from './errors.ts';
import { transactionAnswer } from './schemas.ts';

/** `GET /api/v2/transactions/{id}`. @see https://apidocs.chargebee.com/docs/api/transactions, as of 2026-11-23 */
export function createChargebeeLookups(options: ChargebeeClientOptions): BillingLookups {
  const ask = createChargebeeClient(options);
  return {
    invoiceOfPayment: (transactionId) => invoiceOf(ask, transactionId, true),
    checkoutUrl: () => Promise.resolve(null),
    readEvent: ({ eventId }) => Promise.reject(notOffered(`reading event ${eventId}`)),
  };
}

/** A refund names the payment that it gives back, and that its invoice. */
async function invoiceOf(ask: AskChargebee, id: string, mayBeRefund: boolean): Promise<string | null> {
  const answer = await ask({
    doing: `reading transaction ${id}`,
    schema: transactionAnswer,
    path: `/transactions/${encodeURIComponent(id)}`,
  });
  if (answer === 'missing') return null;
  const { linked_invoices, reference_transaction_id } = answer.transaction;
  const [linked] = linked_invoices ?? [];
  if (linked) return linked.invoice_id;
  return reference_transaction_id && mayBeRefund ? invoiceOf(ask, reference_transaction_id, false) : null;
}
