import type { IncomingMessage, ServerResponse } from 'node:http';
import { bearerOf, readText, send, urlOf, type Answer } from '../http/exchange.ts';
import type { FaultSwitch } from '../http/faults.ts';
import type { HoldSwitch } from '../http/holds.ts';
import { randomId } from '../http/ids.ts';
import type { RequestHandler } from '../http/serve.ts';
import {
  listEvents,
  listInvoicePayments,
  listInvoices,
  listPromotionCodes,
  listSessions,
  paymentsOf,
} from './lists.ts';
import type { StripeState } from './resources.ts';
import { createWrites } from './writes.ts';
import type { StripeLedger } from './ledger.ts';

/** One request that reached the API; `status` is null while, or for ever if, no answer was given. */
export interface RequestRecord {
  at: string;
  method: string;
  path: string;
  status: number | null;
}

export interface StripeApiDeps {
  ledger: () => StripeLedger;
  secretKey: string;
  now: () => Date;
  faults: FaultSwitch;
  /** By path. */
  holds: HoldSwitch<string>;
  log: RequestRecord[];
}

/**
 * Stripe's API: `GET /v1/invoices|customers|subscriptions|coupons/:id`, lists of invoices, events, promotion codes, and
 * what `writes.ts` writes.
 */
export function createStripeApi(deps: StripeApiDeps): RequestHandler {
  const write = createWrites(deps.ledger);
  return async (request: IncomingMessage, response: ServerResponse) => {
    const url = urlOf(request);
    const record: RequestRecord = {
      at: deps.now().toISOString(),
      method: request.method ?? 'GET',
      path: url.pathname,
      status: null,
    };
    deps.log.push(record);
    const text = await readText(request);
    response.once('finish', () => (record.status = response.statusCode));
    response.setHeader('request-id', randomId('req_', 14));
    if (await deps.faults.apply(url.pathname, response)) return;
    await deps.holds.pass(url.pathname);
    if (bearerOf(request) !== deps.secretKey) return send(response, { status: 401, body: stripeError(401) });
    if (record.method === 'GET') return send(response, answerTo(deps, request, url));
    const key = request.headers['idempotency-key'];
    // A DELETE carries its parameters in the address or in the body.
    const form = new URLSearchParams(text || url.searchParams);
    const { method } = record;
    send(
      response,
      write({ method, path: url.pathname, form, idempotencyKey: typeof key === 'string' ? key : null }),
    );
  };
}

function answerTo(deps: StripeApiDeps, request: IncomingMessage, url: URL): Answer {
  const state = within(deps.ledger().state, request.headers['stripe-account']);
  const [, version, resource, id] = url.pathname.split('/');
  if (version !== 'v1') return unknownRoute(request, url);
  if (id === undefined && resource === 'invoices') return { status: 200, body: listInvoices(state, url) };
  if (id === undefined && resource === 'events') return { status: 200, body: listEvents(state, url) };
  if (resource === 'invoice_payments') return { status: 200, body: listInvoicePayments(state, url) };
  if (resource === 'checkout' && id === 'sessions') return { status: 200, body: listSessions(state, url) };
  if (id === undefined && resource === 'promotion_codes')
    return { status: 200, body: listPromotionCodes(state, url) };
  if (id === undefined) return unknownRoute(request, url);
  if (resource === 'invoices') return found('invoice', id, readInvoice(state, id, url));
  if (resource === 'customers') return found('customer', id, state.customers[id]);
  if (resource === 'subscriptions') return found('subscription', id, state.subscriptions[id]);
  if (resource === 'payment_intents') return found('payment_intent', id, state.paymentIntents[id]);
  if (resource === 'coupons') return found('coupon', id, state.coupons[id]);
  if (resource === 'disputes') return found('dispute', id, state.disputes[id]);
  if (resource === 'events')
    return found(
      'event',
      id,
      state.events.find((event) => event.id === id),
    );
  return unknownRoute(request, url);
}

/** What a request in the name of a connected account sees, or one without: only its own. */
function within(state: StripeState, account: string | string[] | undefined): StripeState {
  // Most accounts have no others connected: nothing to sort out, of however many invoices.
  if (account === undefined && Object.keys(state.accounts).length === 0) return state;
  const isOwn = ([id]: readonly [string, unknown]) => (state.accounts[id] ?? undefined) === account;
  const own = <T>(resources: Record<string, T>) =>
    Object.fromEntries(Object.entries(resources).filter(isOwn)) as Record<string, T>;
  return { ...state, invoices: own(state.invoices), customers: own(state.customers) };
}

function found(noun: string, id: string, resource: object | undefined): Answer {
  if (resource) return { status: 200, body: resource };
  const message = `No such ${noun}: '${id}'`;
  return {
    status: 404,
    body: { error: { code: 'resource_missing', message, param: 'id', type: 'invalid_request_error' } },
  };
}

function unknownRoute(request: IncomingMessage, url: URL): Answer {
  const message = `Unrecognized request URL (${request.method}: ${url.pathname}).`;
  return { status: 404, body: { error: { message, type: 'invalid_request_error' } } };
}

function readInvoice(state: StripeState, id: string, url: URL): object | undefined {
  const invoice = state.invoices[id];
  const expand = [...url.searchParams]
    .filter(([name]) => name.startsWith('expand'))
    .map(([, value]) => value);
  if (!invoice || !expand.some((path) => path.startsWith('payments'))) return invoice;
  const data = paymentsOf(invoice, state.declines[id]);
  return { ...invoice, payments: { object: 'list', data, has_more: false, url: '/v1/invoice_payments' } };
}

/** Stripe's JSON error for a status. */
export function stripeError(status: number): { error: Record<string, string> } {
  if (status === 401)
    return { error: { message: 'Invalid API Key provided.', type: 'invalid_request_error' } };
  if (status === 429) {
    const message = 'Request rate limit exceeded.';
    return { error: { code: 'rate_limit', message, type: 'invalid_request_error' } };
  }
  if (status === 404) {
    return { error: { code: 'resource_missing', message: 'No such object.', type: 'invalid_request_error' } };
  }
  if (status >= 500) return { error: { message: 'An unknown error occurred.', type: 'api_error' } };
  return { error: { message: `Simulated fault ${status}.`, type: 'invalid_request_error' } };
}
