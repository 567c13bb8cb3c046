import assert from 'node:assert/strict';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type Router from '@koa/router';
import { freePort } from '../../scripts/servers/free-port.ts';
import { composeIntake, openDatabase, type OpenDatabase } from '../../src/composition.ts';
import { parseEnv, type Config } from '../../src/config/env.ts';
import { createApp } from '../../src/http/app.ts';
import { createHealthRouter, judge, type ReadinessFacts } from '../../src/http/health.ts';
import { createMetrics } from '../../src/http/metrics.ts';
import { createReadiness } from '../../src/server-readiness.ts';
import { lazyClient, temporalTarget } from '../../src/temporal/connection.ts';
import { capturedLogger } from '../adapters/captured-logger.ts';
import { severable, type SeverableDatabase } from '../adapters/postgres/severable.ts';
import { eventually } from '../support/eventually.ts';
import { createTestDatabase } from '../support/postgres.ts';

const WELL: ReadinessFacts = {
  database: 'ok',
  temporal: { status: 'ok', relayLagSeconds: 0 },
  worker: { pollers: 2 },
  rapiwa: { status: 'connected', checkedAt: '2026-11-23T10:00:00.000Z' },
  sources: ['stripe'],
};
const { log } = capturedLogger();

/** The HTTP service with these routers. @param from address that every request seems to come from */
async function serveApp(routers: Router[], from?: string) {
  const app = createApp({ routers, log, isDraining: () => false });
  const answer = app.callback();
  const server = createServer((request, response) => {
    if (from) Object.defineProperty(request.socket, 'remoteAddress', { value: from });
    void answer(request, response);
  });
  await listen(server);
  const { port } = server.address() as AddressInfo;
  return {
    get: (path: string, headers: Record<string, string> = {}) =>
      fetch(`http://127.0.0.1:${port}${path}`, { headers }),
    close: () => close(server),
  };
}

function listen(server: Server): Promise<void> {
  return new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve()));
}

function close(server: Server): Promise<unknown> {
  return new Promise((resolve) => {
    server.close(resolve);
    server.closeAllConnections();
  });
}

describe('readiness', () => {
  const cases: [string, Partial<ReadinessFacts>, 'ok' | 'degraded' | 'unavailable'][] = [
    ['ok when all is well', {}, 'ok'],
    ['unavailable without the database', { database: 'down' }, 'unavailable'],
    ['unavailable without any source', { sources: [] }, 'unavailable'],
    [
      'degraded while Temporal is away',
      { temporal: { status: 'unreachable', relayLagSeconds: 0 } },
      'degraded',
    ],
    ['ok with a lag of 30 s', { temporal: { status: 'ok', relayLagSeconds: 30 } }, 'ok'],
    ['degraded with a longer lag', { temporal: { status: 'ok', relayLagSeconds: 31 } }, 'degraded'],
    ['degraded when no worker asks for work', { worker: { pollers: 0 } }, 'degraded'],
    ['ok while nobody knows of workers', { worker: { pollers: null } }, 'ok'],
    [
      'degraded with a disconnected phone',
      { rapiwa: { status: 'disconnected', checkedAt: null } },
      'degraded',
    ],
    ['degraded with a refused key', { rapiwa: { status: 'unauthorized', checkedAt: null } }, 'degraded'],
    ['ok while nobody knows of the phone', { rapiwa: { status: 'unknown', checkedAt: null } }, 'ok'],
    ['ok where Rapiwa is not set', { rapiwa: { status: 'not configured', checkedAt: null } }, 'ok'],
  ];
  for (const [rule, facts, status] of cases) {
    it(`is ${rule}`, () => {
      const { sources, ...checks } = { ...WELL, ...facts };
      assert.deepEqual(judge({ sources, ...checks }), { status, checks });
    });
  }
});

describe('the probes', () => {
  for (const [status, facts, expected] of [
    ['ok', {}, 200],
    ['degraded', { temporal: { status: 'unreachable', relayLagSeconds: 600 } }, 200],
    ['unavailable', { database: 'down' }, 503],
    ['unavailable', { sources: [] }, 503],
  ] as const) {
    it(`GET /readyz answers ${expected} to ${JSON.stringify(facts)}`, async () => {
      const { sources, ...checks } = { ...WELL, ...facts };
      const app = await serveApp([createHealthRouter(() => Promise.resolve({ sources, ...checks }))]);
      const answer = await app.get('/readyz');
      assert.deepEqual([answer.status, await answer.json()], [expected, { status, checks }]);
      await app.close();
    });
  }

  it('GET /healthz answers without asking for anything', async () => {
    const app = await serveApp([createHealthRouter(() => Promise.reject(new Error('asked')))]);
    const answer = await app.get('/healthz');
    assert.deepEqual([answer.status, await answer.json()], [200, { status: 'alive' }]);
    await app.close();
  });

  describe('of the composed service, where Temporal is away', () => {
    let database: Awaited<ReturnType<typeof createTestDatabase>>;
    let way: SeverableDatabase;
    let opened: OpenDatabase;
    let service: Awaited<ReturnType<typeof composed>>;

    async function composed(env: Record<string, string> = {}) {
      const config: Config = parseEnv({
        BUSINESS_NAME: 'Northwind Coffee',
        DATABASE_URL: way.url,
        TEMPORAL_ADDRESS: `127.0.0.1:${await freePort()}`,
        STRIPE_SECRET_KEY: 'sk_test_1',
        STRIPE_WEBHOOK_SECRET: 'whsec_1',
        ...env,
      });
      const client = lazyClient(temporalTarget(config.temporal.env));
      const alerts = { alert: () => Promise.resolve() };
      const parts = { config, database: opened, client, log, alerts, now: Date.now };
      const intake = composeIntake(parts);
      const readiness = createReadiness({ config, client, intake });
      const metrics = createMetrics(readiness.relayLagSeconds);
      const app = await serveApp([createHealthRouter(readiness.read), metrics.router]);
      return {
        get: app.get,
        readyz: async () => {
          const answer = await app.get('/readyz');
          return { code: answer.status, ...((await answer.json()) as ReturnType<typeof judge>) };
        },
        close: async () => {
          await app.close();
          await intake.inbox.drain();
          await intake.relay.stop();
          await readiness.stop();
          await client.connection.close();
        },
      };
    }

    before(async () => {
      database = await createTestDatabase();
      way = await severable(database.url);
      const config = { databaseUrl: way.url } as Config;
      opened = await openDatabase(config, log, { name: 'health', size: 3 });
      service = await composed();
    });
    after(async () => {
      await service.close();
      await opened.db.destroy();
      await way.cut();
      await database.drop();
    });

    it('GET /readyz says degraded and stays 200', async () => {
      const { code, status, checks } = await service.readyz();
      assert.deepEqual([code, status], [200, 'degraded']);
      assert.equal(checks.database, 'ok');
      assert.equal(checks.temporal.status, 'unreachable');
      assert.deepEqual(checks.worker, { pollers: null });
      assert.deepEqual(checks.rapiwa, { status: 'not configured', checkedAt: null });
      assert.deepEqual(Object.keys(checks), ['database', 'temporal', 'worker', 'rapiwa']);
    });

    it('GET /readyz and /metrics tell how long events have been waiting', async () => {
      const never = '2999-01-01T00:00:00.000Z';
      const twoMinutesAgo = new Date(Date.now() - 120_000).toISOString();
      await opened.db
        .insertInto('inbox_events')
        .values({
          source: 'stripe',
          event_id: 'evt_waiting',
          type: 'invoice.paid',
          kind: 'invoice_closed',
          occurred_at: twoMinutesAgo,
          received_at: twoMinutesAgo,
          body: '{}',
          state: 'pending',
          next_try_at: never,
        })
        .execute();
      const { checks } = await service.readyz();
      assert.ok(checks.temporal.relayLagSeconds >= 120);
      const lag = /^recoup_relay_lag_seconds (\d+)$/m.exec(await (await service.get('/metrics')).text());
      assert.ok(Number(lag?.[1]) >= 120);
    });

    it('GET /readyz answers 503 without a source', async () => {
      const without = await composed({ STRIPE_SECRET_KEY: '', STRIPE_WEBHOOK_SECRET: '' });
      const { code, status, checks } = await without.readyz();
      assert.deepEqual([code, status, checks.database], [503, 'unavailable', 'ok']);
      await without.close();
    });

    it('GET /readyz answers 503 while the database is away, and 200 afterwards', async () => {
      await way.cut();
      const { code, status, checks } = await service.readyz();
      assert.deepEqual([code, status, checks.database], [503, 'unavailable', 'down']);
      assert.equal((await service.get('/healthz')).status, 200);
      await way.restore();
      await eventually('the database is back', async () => (await service.readyz()).code === 200);
    });

    it('GET /metrics tells all else while the database is away', async () => {
      await way.cut();
      const answer = await service.get('/metrics');
      const text = await answer.text();
      await way.restore();
      assert.equal(answer.status, 200);
      assert.match(text, /^recoup_relay_lag_seconds Nan$/im);
      assert.match(text, /^process_cpu_seconds_total /m);
    });
  });
});

describe('the metrics', () => {
  const metrics = () => createMetrics(() => Promise.resolve(7));

  for (const [from, status] of [
    ['127.0.0.1', 200],
    ['::1', 200],
    ['::ffff:127.0.0.1', 200],
    ['203.0.113.7', 404],
    ['::ffff:203.0.113.7', 404],
    ['10.0.0.1', 404],
    ['127.0.0.1.example.com', 404],
  ] as const) {
    it(`answer ${status} to ${from}`, async () => {
      const app = await serveApp([metrics().router], from);
      const answer = await app.get('/metrics');
      assert.equal(answer.status, status);
      assert.equal((await answer.text()).includes('recoup_relay_lag_seconds 7'), status === 200);
      await app.close();
    });
  }

  it('do not believe a header that says where a request comes from', async () => {
    const app = await serveApp([metrics().router], '203.0.113.7');
    const answer = await app.get('/metrics', { 'x-forwarded-for': '127.0.0.1', forwarded: 'for=127.0.0.1' });
    assert.equal(answer.status, 404);
    await app.close();
  });

  it('count the answers to webhooks, and take no label from a stranger', async () => {
    const { router, countWebhook } = metrics();
    const app = createApp({ onAnswered: countWebhook, routers: [router], log, isDraining: () => draining });
    let draining = false;
    const answer = app.callback();
    const server = createServer((request, response) => void answer(request, response));
    await listen(server);
    const { port } = server.address() as AddressInfo;
    const base = `http://127.0.0.1:${port}`;
    await fetch(`${base}/webhooks/made-up`, { method: 'POST' });
    draining = true;
    await fetch(`${base}/webhooks/stripe`, { method: 'POST' });
    draining = false;
    const text = await (await fetch(`${base}/metrics`)).text();
    const counted = text.split('\n').filter((line) => line.startsWith('recoup_webhooks_total'));
    assert.deepEqual(counted, ['recoup_webhooks_total{path="/webhooks/stripe",status="503"} 1']);
    await close(server);
  });
});
