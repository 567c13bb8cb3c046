import type { IncomingMessage, ServerResponse } from 'node:http';
import { bearerOf, send, urlOf, type Answer } from '../http/exchange.ts';
import type { FaultSwitch } from '../http/faults.ts';
import { paddleId, type PaddleState } from './resources.ts';

export interface PaddleApiDeps {
  readonly state: PaddleState;
  readonly apiKey: string;
  readonly faults: FaultSwitch;
  /** Notifications that were not taken. */
  readonly undelivered: () => readonly object[];
  readonly log: { method: string; path: string; status: number | null }[];
}

/** Paddle's JSON error for a status. @see https://developer.paddle.com/errors/overview */
export function paddleError(status: number): object {
  const code = CODES[status] ?? 'internal_error';
  const type = status >= 500 ? 'api_error' : 'request_error';
  const documentation_url = `https://developer.paddle.com/v1/errors/shared/${code}`;
  return { error: { type, code, detail: code, documentation_url }, meta: { request_id: paddleId('req') } };
}

const CODES: Readonly<Record<number, string>> = {
  400: 'bad_request',
  401: 'authentication_malformed',
  403: 'forbidden',
  404: 'not_found',
  409: 'concurrent_modification',
  429: 'too_many_requests',
  503: 'service_unavailable',
};

/** The reads of version 1 that the service makes. */
export function createPaddleApi({ state, apiKey, faults, undelivered, log }: PaddleApiDeps) {
  return async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const url = urlOf(request);
    const record = { method: request.method ?? 'GET', path: url.pathname, status: null as number | null };
    log.push(record);
    response.once('finish', () => (record.status = response.statusCode));
    if (await faults.apply(url.pathname, response)) return;
    if (bearerOf(request) !== apiKey) return send(response, { status: 403, body: paddleError(403) });
    send(response, answerTo(state, url, undelivered));
  };
}

function answerTo(state: PaddleState, url: URL, undelivered: PaddleApiDeps['undelivered']): Answer {
  const [, resource, id, part] = url.pathname.split('/');
  if (resource === 'transactions' && !id) {
    const status = url.searchParams.get('status')?.split(',') ?? [];
    const asked = [...state.transactions.values()].filter((one) => status.includes(one.status));
    return listed(asked, url);
  }
  if (resource === 'notifications' && !id) return listed(undelivered(), url);
  if (resource === 'customers' && id && part === 'addresses')
    return listed(state.addresses.get(id) ?? [], url);
  const resources = {
    transactions: state.transactions,
    customers: state.customers,
    subscriptions: state.subscriptions,
  };
  const found = resources[resource as keyof typeof resources]?.get(id ?? '');
  if (!found) return { status: 404, body: paddleError(404) };
  return { status: 200, body: { data: found, meta: { request_id: paddleId('req') } } };
}

/** `after` is the id of the last one of the page before; `next` is given on the last page too. */
function listed(all: readonly object[], url: URL): Answer {
  const perPage = Number(url.searchParams.get('per_page') ?? 50);
  const after = url.searchParams.get('after');
  const idOf = (one: object | undefined) => (one as { id?: string } | undefined)?.id ?? '';
  const from = after === null ? 0 : all.findIndex((one) => idOf(one) === after) + 1;
  const data = all.slice(from, from + perPage);
  const next = new URL(url.pathname, 'https://api.paddle.com');
  next.searchParams.set('after', idOf(data.at(-1)));
  const has_more = from + perPage < all.length;
  const pagination = { per_page: perPage, next: next.href, has_more, estimated_total: all.length };
  return { status: 200, body: { data, meta: { request_id: paddleId('req'), pagination } } };
}
