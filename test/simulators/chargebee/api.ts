import { readText, send, urlOf, type Answer } from '../http/exchange.ts';
import type { FaultSwitch } from '../http/faults.ts';
import { randomId } from '../http/ids.ts';
import type { RequestHandler } from '../http/serve.ts';
import type { ChargebeeState } from './resources.ts';

export interface ChargebeeApiDeps {
  readonly state: ChargebeeState;
  readonly apiKey: string;
  readonly now: () => Date;
  readonly faults: FaultSwitch;
  /** `<method> <path>` of every request. */
  readonly log: string[];
  readonly base: () => string;
}

/** Chargebee's API: invoices, customers, transactions, events, and the page to pay on. */
export function createChargebeeApi(deps: ChargebeeApiDeps): RequestHandler {
  return async (request, response) => {
    const url = urlOf(request);
    deps.log.push(`${request.method} ${url.pathname}`);
    const form = new URLSearchParams(await readText(request));
    if (await deps.faults.apply(url.pathname, response)) return;
    const login = `Basic ${Buffer.from(`${deps.apiKey}:`).toString('base64')}`;
    const isKnown = request.headers.authorization === login;
    if (!isKnown) return send(response, { status: 401, body: chargebeeError(401) });
    send(response, request.method === 'POST' ? makePage(deps, url, form) : read(deps.state, url));
  };
}

function read({ invoices, customers, transactions, events }: ChargebeeState, url: URL): Answer {
  const [, , , resource, id] = url.pathname.split('/').map(decodeURIComponent);
  if (resource === 'events') return list(events, 'event', url);
  if (resource === 'invoices' && id === undefined) {
    const wanted = JSON.parse(url.searchParams.get('status[in]') ?? '[]') as string[];
    return list(
      Object.values(invoices).filter(({ status }) => wanted.includes(status)),
      'invoice',
      url,
    );
  }
  if (resource === 'invoices') return found('invoice', invoices[id ?? '']);
  if (resource === 'customers') return found('customer', customers[id ?? '']);
  if (resource === 'transactions') return found('transaction', transactions[id ?? '']);
  return found('resource', undefined);
}

function list(items: readonly object[], name: string, url: URL): Answer {
  const limit = Number(url.searchParams.get('limit') ?? 10);
  const start = Number(url.searchParams.get('offset') ?? 0);
  const page = items.slice(start, start + limit).map((item) => ({ [name]: item }));
  const hasMore = start + limit < items.length;
  return { status: 200, body: { list: page, ...(hasMore && { next_offset: String(start + limit) }) } };
}

function makePage({ state, now, base }: ChargebeeApiDeps, url: URL, form: URLSearchParams): Answer {
  const customer = state.customers[form.get('customer[id]') ?? ''];
  if (url.pathname !== '/api/v2/hosted_pages/collect_now' || !customer) return found('resource', undefined);
  const id = randomId('', 30);
  const createdAt = Math.floor(now().getTime() / 1000);
  const body = {
    hosted_page: {
      id,
      type: 'collect_now',
      url: `${base()}/pages/v3/${id}/collect_now`,
      state: 'created',
      created_at: createdAt,
      expires_at: createdAt + 5 * 86_400,
      object: 'hosted_page',
    },
  };
  return { status: 200, body };
}

function found(name: string, resource: object | undefined): Answer {
  return resource ? { status: 200, body: { [name]: resource } } : { status: 404, body: chargebeeError(404) };
}

/** Chargebee's JSON error for a status. */
export function chargebeeError(status: number): object {
  const code =
    { 401: 'api_authentication_failed', 404: 'resource_not_found', 429: 'api_request_limit_exceeded' }[
      status
    ] ?? 'internal_error';
  return {
    message: `Simulated ${status}.`,
    api_error_code: code,
    error_code: code,
    http_status_code: status,
  };
}
