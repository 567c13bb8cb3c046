import type { StripeInvoice, StripeState } from './resources.ts';

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

/**
 * `GET /v1/invoice_payments`: those of an invoice, with why they failed; or the payment of the invoice that this
 * PaymentIntent belongs to, if it belongs to one.
 */
export function listInvoicePayments(state: StripeState, url: URL): object {
  const asked = url.searchParams.get('invoice');
  if (asked !== null) {
    const payments = state.invoices[asked] ? paymentsOf(state.invoices[asked], state.declines[asked]) : [];
    return { object: 'list', data: payments, has_more: false, url: url.pathname };
  }
  const intent = url.searchParams.get('payment[payment_intent]') ?? '';
  const invoice = state.invoices[intent.replace(/^pi_of_/, '')];
  const data = invoice && [{ id: `inpay_of_${invoice.id}`, object: 'invoice_payment', invoice: invoice.id }];
  return { object: 'list', data: data ?? [], has_more: false, url: url.pathname };
}

/** The one payment of an invoice, expanded. */
export function paymentsOf(invoice: StripeInvoice, declineCode: string | undefined): object[] {
  const lastError = declineCode && {
    type: 'card_error',
    code: declineCode === 'authentication_required' ? declineCode : 'card_declined',
    decline_code: declineCode,
    message: 'Your card was declined.',
  };
  const status = invoice.status === 'paid' ? 'succeeded' : 'requires_payment_method';
  const intent = {
    id: `pi_of_${invoice.id}`,
    object: 'payment_intent',
    status,
    last_payment_error: lastError ?? null,
  };
  const payment = {
    id: `inpay_of_${invoice.id}`,
    object: 'invoice_payment',
    invoice: invoice.id,
    is_default: true,
    status: invoice.status === 'paid' ? 'paid' : 'open',
    payment: { type: 'payment_intent', payment_intent: intent },
  };
  return [payment];
}

/** `GET /v1/promotion_codes`, filter `code`. */
export function listPromotionCodes(state: StripeState, url: URL): object {
  const code = url.searchParams.get('code');
  const data = Object.values(state.promotionCodes).filter((promotion) => accepts(code, promotion.code));
  return { object: 'list', data, has_more: false, url: url.pathname };
}

/** `GET /v1/checkout/sessions`, filter `payment_intent`. */
export function listSessions(state: StripeState, url: URL): object {
  const session = state.sessions[url.searchParams.get('payment_intent') ?? ''];
  return { object: 'list', data: session ? [session] : [], has_more: false, url: url.pathname };
}
