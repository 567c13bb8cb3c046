import Router from '@koa/router';

/** What `/readyz` shows. Only the database, or no source at all, makes the service unavailable. */
export interface Readiness {
  readonly status: 'ok' | 'degraded' | 'unavailable';
  readonly checks: {
    readonly database: 'ok' | 'down';
    readonly temporal: { readonly status: 'ok' | 'unreachable'; readonly relayLagSeconds: number };
    readonly worker: { readonly pollers: number | null };
    readonly rapiwa: { readonly status: string; readonly checkedAt: string | null };
  };
}

/** What it is judged by: the configured sources count, and are not shown. */
export type ReadinessFacts = Readiness['checks'] & { readonly sources: readonly string[] };

/** Rows older than this should have been handed over long ago. */
const LAG_LIMIT_SECONDS = 30;

/** Judges the facts; provider states never take the service out of rotation. */
export function judge({ sources, ...checks }: ReadinessFacts): Readiness {
  if (checks.database === 'down' || sources.length === 0) return { status: 'unavailable', checks };
  const degraded =
    checks.temporal.status !== 'ok' ||
    checks.temporal.relayLagSeconds > LAG_LIMIT_SECONDS ||
    checks.worker.pollers === 0 ||
    ['disconnected', 'unauthorized'].includes(checks.rapiwa.status);
  return { status: degraded ? 'degraded' : 'ok', checks };
}

/** `GET /healthz` (alive) and `GET /readyz` (may get traffic). */
export function createHealthRouter(readFacts: () => Promise<ReadinessFacts>): Router {
  const router = new Router();
  router.get('/healthz', (ctx) => {
    ctx.body = { status: 'alive' };
  });
  router.get('/readyz', async (ctx) => {
    const readiness = judge(await readFacts());
    ctx.status = readiness.status === 'unavailable' ? 503 : 200;
    ctx.body = readiness;
  });
  return router;
}
