import { randomUUID } from 'node:crypto';
import type Router from '@koa/router';
import Koa from 'koa';
import helmet from 'koa-helmet';
import type { Log } from '../ports/log.ts';
import { publicPath } from './public-path.ts';

export interface AppOptions {
  /** Middleware that sees every request and its final answer. */
  readonly before: readonly Koa.Middleware[];
  /** Middleware that browsers have no business with: what helmet tells them is left out, and costs nothing. */
  readonly machines?: readonly Koa.Middleware[];
  readonly routers: readonly Router[];
  readonly log: Log;
  /** While true every request but the probes is answered 503: the processor delivers again. */
  readonly isDraining: () => boolean;
}

/** The HTTP service: errors become answers without detail, every answer names its request. */
export function createApp({ before, machines = [], routers, log, isDraining }: AppOptions): Koa {
  const app = new Koa();
  // Broken requests and connections; without a listener Koa writes them to standard error by itself.
  app.on('error', (error: Error) => log.info({ err: error }, 'http.broken_off'));
  for (const middleware of before) app.use(middleware);
  app.use(requestId);
  app.use(withErrors(log));
  app.use(refuseWhileDraining(isDraining));
  for (const middleware of machines) app.use(middleware);
  app.use(helmet());
  for (const router of routers) {
    app.use(router.routes());
    app.use(router.allowedMethods());
  }
  return app;
}

const requestId: Koa.Middleware = (ctx, next) => {
  ctx.res.setHeader('X-Request-Id', randomUUID());
  ctx.res.setHeader('X-Content-Type-Options', 'nosniff');
  return next();
};

function withErrors(log: Log): Koa.Middleware {
  return async (ctx, next) => {
    try {
      await next();
    } catch (error) {
      log.error({ err: error, method: ctx.method, path: publicPath(ctx.path) }, 'http.failed');
      ctx.status = 500;
      ctx.body = { error: 'internal' };
    }
  };
}

function refuseWhileDraining(isDraining: () => boolean): Koa.Middleware {
  return async (ctx, next) => {
    if (!isDraining() || ctx.method === 'GET') {
      await next();
      return;
    }
    ctx.status = 503;
    ctx.set('Connection', 'close');
    ctx.body = { error: 'shutting_down' };
  };
}
