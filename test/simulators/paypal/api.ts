import { randomUUID } from 'node:crypto';
import { bearerOf, readText, send, urlOf, type Answer } from '../http/exchange.ts';
import type { FaultSwitch } from '../http/faults.ts';
import type { RequestHandler } from '../http/serve.ts';
import type { PaypalState } from './resources.ts';
import { certificateFile } from './signature.ts';

export interface PaypalApiDeps {
  readonly state: PaypalState;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly faults: FaultSwitch;
  /** Access tokens in force. */
  readonly tokens: Set<string>;
  /** `<method> <path>` of every request. */
  readonly log: string[];
}

/** PayPal's API: a token, subscriptions, sales, events, and the certificates, which need no token. */
export function createPaypalApi(deps: PaypalApiDeps): RequestHandler {
  return async (request, response) => {
    const url = urlOf(request);
    deps.log.push(`${request.method} ${url.pathname}`);
    await readText(request);
    response.setHeader('paypal-debug-id', 'f1a2b3c4d5e6f');
    if (await deps.faults.apply(url.pathname, response)) return;
    const [, name] = /^\/v1\/notifications\/certs\/([A-Za-z0-9._-]+)$/.exec(url.pathname) ?? [];
    if (name !== undefined) {
      response.writeHead(200, { 'content-type': 'text/plain' });
      response.end(certificateFile(`${name}.pem`));
      return;
    }
    if (url.pathname === '/v1/oauth2/token') {
      return send(response, tokenFor(deps, request.headers.authorization));
    }
    const isKnown = deps.tokens.has(bearerOf(request) ?? '');
    send(response, isKnown ? answerTo(deps.state, url) : { status: 401, body: paypalError(401) });
  };
}

function tokenFor(
  { clientId, clientSecret, tokens }: PaypalApiDeps,
  authorization: string | undefined,
): Answer {
  const login = `Basic ${Buffer.from(`${clientId}:${clientSecret}`).toString('base64')}`;
  if (authorization !== login) {
    const body = { error: 'invalid_client', error_description: 'Client Authentication failed' };
    return { status: 401, body };
  }
  const token = `A21AA${randomUUID()}`;
  tokens.add(token);
  return { status: 200, body: { access_token: token, token_type: 'Bearer', expires_in: 32_400 } };
}

function answerTo({ subscriptions, sales, events }: PaypalState, url: URL): Answer {
  const [, , area, resource, id = ''] = url.pathname.split('/');
  if (area === 'billing' && resource === 'subscriptions') return found(subscriptions[id]);
  if (area === 'payments' && resource === 'sale') return found(sales[id]);
  if (area === 'notifications' && resource === 'webhooks-events') return listEvents(events, url);
  return found(undefined);
}

function listEvents(events: PaypalState['events'], url: URL): Answer {
  const since = url.searchParams.get('start_time') ?? '';
  const size = Number(url.searchParams.get('page_size') ?? 10);
  const start = Number(url.searchParams.get('start_id') ?? 0);
  const matching = events.filter(({ create_time }) => create_time >= since).reverse();
  const next = new URL(url.pathname + url.search, 'https://api.sandbox.paypal.com');
  next.searchParams.set('start_id', String(start + size));
  const links = start + size < matching.length ? [{ rel: 'next', href: next.href, method: 'GET' }] : [];
  return {
    status: 200,
    body: { events: matching.slice(start, start + size), count: matching.length, links },
  };
}

function found(resource: object | undefined): Answer {
  return resource ? { status: 200, body: resource } : { status: 404, body: paypalError(404) };
}

/** PayPal's JSON error for a status. */
export function paypalError(status: number): object {
  const name =
    { 401: 'AUTHENTICATION_FAILURE', 404: 'RESOURCE_NOT_FOUND', 429: 'RATE_LIMIT_REACHED' }[status] ??
    'INTERNAL_SERVER_ERROR';
  return { name, message: `Simulated ${status}.`, debug_id: 'f1a2b3c4d5e6f', links: [] };
}
