import type { StripeState } from './resources.ts';

interface Listed {
  id: string;
  created: number;
}

/** `GET /v1/invoices`: newest first, filters `status`, `customer`, `collection_method`, `created[gte]`. */
export function listInvoices(state: StripeState, url: URL): object {
  const query = url.searchParams;
  const matching = Object.values(state.invoices).filter(
    (invoice) =>
      accepts(query.get('status'), invoice.status) &&
      accepts(query.get('customer'), invoice.customer) &&
      accepts(query.get('collection_method'), invoice.collection_method),
  );
  return page(matching, url);
}

/** `GET /v1/events`: newest first, filters `type`, `types[]`, `delivery_success`, `created[gte]`. */
export function listEvents(state: StripeState, url: URL): object {
  const query = url.searchParams;
  const types = [...query].filter(([name]) => name.startsWith('types[')).map(([, value]) => value);
  const undelivered = new Set(state.undelivered);
  const matching = state.events.filter(
    (event) =>
      accepts(query.get('type'), event.type) &&
      (types.length === 0 || types.includes(event.type)) &&
      accepts(query.get('delivery_success'), String(!undelivered.has(event.id))),
  );
  return page(matching, url);
}

function accepts(wanted: string | null, actual: string): boolean {
  return wanted === null || wanted === actual;
}

function page(items: readonly Listed[], url: URL): object {
  const query = url.searchParams;
  const since = Number(query.get('created[gte]') ?? 0);
  const limit = Number(query.get('limit') ?? 10);
  // Insertion order is creation order, so reversing lists the newest first even within one second.
  const newestFirst = items.filter((item) => item.created >= since).reverse();
  const after = query.get('starting_after');
  const start = after === null ? 0 : newestFirst.findIndex((item) => item.id === after) + 1;
  const data = newestFirst.slice(start, start + limit);
  return { object: 'list', data, has_more: start + limit < newestFirst.length, url: url.pathname };
}

/** `GET /v1/invoice_payments`: the payment of the invoice that this PaymentIntent belongs to, if it belongs to one. */
export function listInvoicePayments(state: StripeState, url: URL): object {
  const intent = url.searchParams.get('payment[payment_intent]') ?? '';
  const invoice = state.invoices[intent.replace(/^pi_of_/, '')];
  const data = invoice && [{ id: `inpay_of_${invoice.id}`, object: 'invoice_payment', invoice: invoice.id }];
  return { object: 'list', data: data ?? [], has_more: false, url: url.pathname };
}

/** `GET /v1/checkout/sessions`, filter `payment_intent`. */
export function listSessions(state: StripeState, url: URL): object {
  const session = state.sessions[url.searchParams.get('payment_intent') ?? ''];
  return { object: 'list', data: session ? [session] : [], has_more: false, url: url.pathname };
}
