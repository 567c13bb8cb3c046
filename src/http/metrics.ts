import Router from '@koa/router';
import type { Context } from 'koa';
import { collectDefaultMetrics, Counter, Gauge, Registry } from 'prom-client';
import { publicPath } from './public-path.ts';

export interface Metrics {
  readonly router: Router;
  /** Counts answers to webhooks by source and status. */
  readonly countWebhook: (ctx: Context) => void;
}

/** `GET /metrics` in Prometheus text, to this machine only. @param relayLagSeconds age of the oldest waiting event */
export function createMetrics(relayLagSeconds: () => Promise<number>): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const webhooks = new Counter({
    name: 'recoup_webhooks_total',
    help: 'Answers to webhooks',
    labelNames: ['path', 'status'],
    registers: [registry],
  });
  new Gauge({
    name: 'recoup_relay_lag_seconds',
    help: 'Age of the oldest event that Temporal does not know yet',
    registers: [registry],
    async collect() {
      // Not known while the database is away; all other numbers are still wanted then.
      this.set(await relayLagSeconds().catch(() => Number.NaN));
    },
  });
  return { router: metricsRouter(registry), countWebhook: counting(webhooks) };
}

function metricsRouter(registry: Registry): Router {
  const router = new Router();
  router.get('/metrics', async (ctx) => {
    if (!isLoopback(ctx.req.socket.remoteAddress)) return;
    ctx.type = registry.contentType;
    ctx.body = await registry.metrics();
  });
  return router;
}

function counting(webhooks: Counter): Metrics['countWebhook'] {
  // To find a counter by its labels costs more than to count.
  const known = new Map<string, Counter.Internal>();
  return ({ path, status }) => {
    // Unknown paths would let strangers make up labels without end.
    if (status === 404 || !path.startsWith('/webhooks/')) return;
    const shown = publicPath(path);
    const key = `${status} ${shown}`;
    const counter = known.get(key) ?? webhooks.labels({ path: shown, status: String(status) });
    known.set(key, counter);
    counter.inc();
  };
}

function isLoopback(address: string | undefined): boolean {
  return address === '127.0.0.1' || address === '::1' || address === '::ffff:127.0.0.1';
}
