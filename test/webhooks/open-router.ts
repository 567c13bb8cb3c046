import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createInboxStore } from '../../src/adapters/postgres/inbox-store.ts';
import { createPool } from '../../src/adapters/postgres/pool.ts';
import { createApp } from '../../src/http/app.ts';
import { createInbox, type Inbox } from '../../src/inbox/append.ts';
import type { StaffAlert } from '../../src/ports/staff-alerts.ts';
import { createWebhookRouter } from '../../src/webhooks/router.ts';
import type { WebhookSource } from '../../src/webhooks/source.ts';
import { createStripeSource } from '../../src/webhooks/sources/stripe/source.ts';
import { capturedLogger } from '../adapters/captured-logger.ts';
import type { OpenLedger } from '../adapters/postgres/open-ledger.ts';
import { severable, type SeverableDatabase } from '../adapters/postgres/severable.ts';
import { stripeSignature } from '../simulators/stripe/signature.ts';

export const SECRET = 'whsec_of_the_router';
export const NOW_S = 1_795_435_210;

/** The HTTP service with the inbox on a real database, whose way can be cut. */
export interface OpenRouter {
  readonly port: number;
  readonly inbox: Inbox;
  readonly way: SeverableDatabase;
  readonly alerts: StaffAlert[];
  /** Everything that was logged, as lines of JSON. */
  readonly lines: string[];
  draining: boolean;
  post(body: string | Buffer, options?: PostOptions): Promise<Answer>;
  /** What the inbox keeps, oldest first. */
  stored(): Promise<StoredEvent[]>;
  close(): Promise<void>;
}

type StoredEvent = Awaited<ReturnType<typeof storedEvents>>[number];

export interface PostOptions {
  readonly path?: string;
  readonly method?: string;
  readonly secret?: string;
  readonly headers?: Record<string, string>;
}

export interface Answer {
  readonly status: number;
  readonly body: unknown;
  readonly headers: Headers;
}

export interface RouterSetting {
  readonly secrets?: readonly string[];
  readonly mode?: 'live' | 'test';
  /** Instead of Stripe. */
  readonly sources?: readonly WebhookSource[];
}

export async function openRouter(open: OpenLedger, setting: RouterSetting = {}): Promise<OpenRouter> {
  const way = await severable(open.url);
  const options = { size: 2, applicationName: 'router', onIdleError: () => undefined };
  const pool = createPool({ url: way.url, ...options });
  const inbox = createInbox({ store: createInboxStore(pool), onCommitted: () => undefined });
  const { log, lines } = capturedLogger();
  const alerts: StaffAlert[] = [];
  const { secrets = [SECRET], mode = 'test' } = setting;
  const router = createWebhookRouter({
    sources: setting.sources ?? [createStripeSource({ secrets, mode })],
    inbox,
    alerts: { alert: async (alert) => void alerts.push(alert) },
    log,
    now: () => NOW_S * 1000,
  });
  const app = createApp({
    machines: [router],
    routers: [],
    log,
    isDraining: () => opened.draining,
  });
  const answer = app.callback();
  const server = createServer((request, response) => void answer(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const opened: OpenRouter = {
    port,
    inbox,
    way,
    alerts,
    lines,
    draining: false,
    post: (body, how) => post(port, body, how),
    stored: () => storedEvents(open),
    close: async () => {
      await new Promise((resolve) => {
        server.close(resolve);
        server.closeAllConnections();
      });
      await pool.end();
      await way.cut();
    },
  };
  return opened;
}

export function signed(body: string | Buffer, secret = SECRET): string {
  return stripeSignature(body.toString(), [secret], NOW_S);
}

async function post(port: number, body: string | Buffer, how: PostOptions = {}): Promise<Answer> {
  const { path = '/webhooks/stripe', method = 'POST', secret = SECRET } = how;
  const response = await fetch(`http://127.0.0.1:${port}${path}`, {
    method,
    headers: { 'stripe-signature': signed(body, secret), ...how.headers },
    ...(method === 'GET' || method === 'HEAD' ? {} : { body: body.toString() }),
  });
  const text = await response.text();
  const isJson = response.headers.get('content-type')?.startsWith('application/json');
  return {
    status: response.status,
    body: isJson ? (JSON.parse(text) as unknown) : text,
    headers: response.headers,
  };
}

function storedEvents({ db }: OpenLedger) {
  return db
    .selectFrom('inbox_events')
    .select(['event_id', 'type', 'kind', 'state', 'reason', 'debt_id', 'received_at', 'body'])
    .orderBy('id')
    .execute();
}
