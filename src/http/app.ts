import { randomUUID } from 'node:crypto';
import type Router from '@koa/router';
import Koa, { type Context, type Middleware } from 'koa';
import helmet from 'koa-helmet';
import type { Log } from '../ports/log.ts';
import { publicPath } from './public-path.ts';

export interface AppOptions extends EntranceOptions {
  /** Middleware that browsers have no business with: what helmet tells them is left out, and costs nothing. */
  readonly machines?: readonly Middleware[];
  readonly routers: readonly Router[];
}

interface EntranceOptions {
  readonly log: Log;
  /** While true every request but the probes is answered 503: the processor delivers again. */
  readonly isDraining: () => boolean;
  /** Sees every request with its final answer. Must not throw. */
  readonly onAnswered?: (ctx: Context) => void;
}

/** The HTTP service: errors become answers without detail, every answer names its request. */
export function createApp({ machines = [], routers, ...options }: AppOptions): Koa {
  const app = new Koa();
  const { log } = options;
  // Broken requests and connections; without a listener Koa writes them to standard error by itself.
  app.on('error', (error: Error) => log.info({ err: error }, 'http.broken_off'));
  app.use(entrance(options));
  for (const middleware of machines) app.use(middleware);
  app.use(helmet());
  for (const router of routers) {
    app.use(router.routes());
    app.use(router.allowedMethods());
  }
  return app;
}

/** What every request passes, in one layer: each of Koa's costs a webhook about what its signature does. */
function entrance({ log, isDraining, onAnswered = () => undefined }: EntranceOptions): Middleware {
  return async (ctx, next) => {
    ctx.res.setHeader('X-Request-Id', randomUUID());
    ctx.res.setHeader('X-Content-Type-Options', 'nosniff');
    try {
      if (isDraining() && ctx.method !== 'GET') refuse(ctx);
      else await next();
    } catch (error) {
      log.error({ err: error, method: ctx.method, path: publicPath(ctx.path) }, 'http.failed');
      ctx.status = 500;
      ctx.body = { error: 'internal' };
    }
    onAnswered(ctx);
  };
}

function refuse(ctx: Context): void {
  ctx.status = 503;
  ctx.set('Connection', 'close');
  ctx.body = { error: 'shutting_down' };
}
