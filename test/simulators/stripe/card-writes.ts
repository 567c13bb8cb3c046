import type { Answer } from '../http/exchange.ts';
import { randomId } from '../http/ids.ts';
import { failInvoice, payInvoice } from './invoice-behaviour.ts';
import type { StripeLedger } from './ledger.ts';

/** What is written about customers, their cards, and invoices that are to be paid with one. Null: no such route. */
export function writeCards(ledger: StripeLedger, path: string, form: URLSearchParams): Answer | null {
  const [, , resource, id, verb] = path.split('/');
  if (resource === 'invoices' && id !== undefined && verb === 'pay') return pay(ledger, id, form);
  if (resource === 'customers' && id !== undefined && verb === undefined)
    return updateMetadata(ledger, id, form);
  if (resource === 'billing_portal' && id === 'sessions') return openPortal(ledger, form);
  return null;
}

/**
 * Declined: 402 and `invoice.payment_failed`, like any other charge.
 * @see https://docs.stripe.com/api/invoices/pay and https://docs.stripe.com/error-codes
 */
function pay(ledger: StripeLedger, id: string, form: URLSearchParams): Answer {
  const invoice = ledger.state.invoices[id];
  if (!invoice) return missing('invoice', id);
  if (invoice.status === 'paid') return refused('Invoice is already paid');
  if (invoice.status === 'void') return refused('This invoice can no longer be paid.');
  const card = form.get('payment_method') ?? '';
  const owner = ledger.state.cards[card];
  if (owner?.customer !== invoice.customer) return missing('PaymentMethod', card);
  if (owner.declineCode !== null) {
    failInvoice(ledger, id, { declineCode: owner.declineCode, attempt: invoice.attempt_count });
    return declined(owner.declineCode);
  }
  payInvoice(ledger, id);
  return { status: 200, body: structuredClone(invoice) };
}

/** An empty value removes a key. */
function updateMetadata(ledger: StripeLedger, id: string, form: URLSearchParams): Answer {
  const customer = ledger.state.customers[id];
  if (!customer || 'deleted' in customer) return missing('customer', id);
  for (const [name, value] of form) {
    const key = /^metadata\[(.+)\]$/.exec(name)?.[1];
    if (key === undefined) continue;
    if (value === '') delete customer.metadata[key];
    else customer.metadata[key] = value;
  }
  ledger.record('customer.updated', customer);
  ledger.commit();
  return { status: 200, body: structuredClone(customer) };
}

function openPortal(ledger: StripeLedger, form: URLSearchParams): Answer {
  const customer = form.get('customer') ?? '';
  const owner = ledger.state.customers[customer];
  if (!owner || 'deleted' in owner) return missing('customer', customer);
  const url = `https://billing.stripe.com/p/session/test_${randomId('', 16)}`;
  const body = { id: randomId('bps_'), object: 'billing_portal.session', customer, url };
  return { status: 200, body };
}

function declined(code: string): Answer {
  const message = 'Your card was declined.';
  const error = { code: 'card_declined', decline_code: code, message, type: 'card_error' };
  return { status: 402, body: { error } };
}

function refused(message: string): Answer {
  return { status: 400, body: { error: { message, type: 'invalid_request_error' } } };
}

function missing(noun: string, id: string): Answer {
  const message = `No such ${noun}: '${id}'`;
  return {
    status: 404,
    body: { error: { code: 'resource_missing', message, param: 'id', type: 'invalid_request_error' } },
  };
}
