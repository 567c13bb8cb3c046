import { createHash, timingSafeEqual } from 'node:crypto';
import Router from '@koa/router';
import type { Context } from 'koa';
import { decodeJson } from '../../ports/decode-json.ts';
import type { Log } from '../../ports/log.ts';
import { readBody, type BodyLimit } from '../read-body.ts';
import { readPayload, type RapiwaPayload } from './payload.ts';

export interface RapiwaRouterOptions {
  /** The unguessable part of the hook's URL: all that tells Rapiwa from anybody else. */
  readonly token: string;
  /** One commit. Throws where it could not be made. */
  readonly take: (payload: RapiwaPayload) => Promise<void>;
  readonly log: Log;
}

const LIMIT: BodyLimit = { bytes: 256 * 1024, name: '256_KiB' };

/**
 * `POST /webhooks/rapiwa/:token`, and the same with one more segment, which Rapiwa may append. The hook carries no
 * signature, so whatever it tells is a hint: it can silence a number or move a receipt, and never closes a debt.
 */
export function createRapiwaRouter(options: RapiwaRouterOptions): Router {
  const router = new Router();
  const answer = (ctx: Context & { params: Record<string, string> }) => receive(options, ctx);
  router.post('/webhooks/rapiwa/:token', answer);
  router.post('/webhooks/rapiwa/:token/:more', answer);
  return router;
}

async function receive(
  { token, take, log }: RapiwaRouterOptions,
  ctx: Context & { params: Record<string, string> },
): Promise<void> {
  if (!isSame(ctx.params['token'] ?? '', token)) return notFound(ctx);
  const body = await readBody(ctx, LIMIT);
  if (!body) return;
  const json = decodeJson(body.toString('utf8'));
  if (json === undefined) {
    ctx.status = 400;
    ctx.body = { success: false, error: 'not_json' };
    return;
  }
  try {
    await take(readPayload(json));
    ctx.status = 200;
    ctx.body = { success: true };
  } catch (error) {
    log.error({ err: error }, 'rapiwa_hook.not_committed');
    ctx.status = 503;
    ctx.set('Retry-After', '5');
    ctx.body = { success: false, error: 'unavailable' };
  }
}

/** As if there were nothing here: a guesser learns nothing. */
function notFound(ctx: Context): void {
  ctx.status = 404;
  // The body is not read: the connection cannot be used again.
  ctx.set('Connection', 'close');
}

/** In constant time, whatever the lengths. */
function isSame(given: string, expected: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(given), digest(expected));
}
