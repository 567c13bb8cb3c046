import type { Context, Middleware } from 'koa';
import { InboxUnavailable } from '../inbox/append.ts';
import type { Log } from '../ports/log.ts';
import { ingest, type Ingesting } from './ingest.ts';
import { readBody, type BodyLimit } from './read-body.ts';
import type { WebhookSource } from './source.ts';

export interface WebhookRouterOptions extends Ingesting {
  /** The configured ones; any other name answers 404. */
  readonly sources: readonly WebhookSource[];
  readonly log: Log;
  readonly now: () => number;
}

const LIMIT: BodyLimit = { bytes: 1024 * 1024, name: '1_MiB' };

/**
 * `POST /webhooks/<source>`, as product.md §5 fixes its answers. A table of exact paths: a router's patterns cost a
 * sizeable part of what verifying a request does.
 */
export function createWebhookRouter(options: WebhookRouterOptions): Middleware {
  const sources = new Map(options.sources.map((source) => [`/webhooks/${source.name}`, source]));
  return (ctx, next) => {
    const source = sources.get(ctx.path);
    if (!source) return next();
    if (ctx.method === 'POST') return answer(options, source, ctx);
    ctx.status = 405;
    ctx.set('Allow', 'POST');
  };
}

async function answer(options: WebhookRouterOptions, source: WebhookSource, ctx: Context): Promise<void> {
  const rawBody = await readBody(ctx, LIMIT);
  if (!rawBody) return;
  try {
    const request = { rawBody, headers: ctx.req.headers, nowMs: options.now() };
    const { status, body } = await ingest(options, source, request);
    ctx.status = status;
    ctx.body = body;
    if (status === 503) ctx.set('Retry-After', '5');
  } catch (error) {
    if (!(error instanceof InboxUnavailable)) throw error;
    options.log.error({ err: error, source: source.name }, 'webhook.not_committed');
    ctx.status = 503;
    ctx.set('Retry-After', '5');
    ctx.body = { error: 'unavailable' };
  }
}
