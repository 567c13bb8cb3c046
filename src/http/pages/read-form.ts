import type { Context } from 'koa';
import getRawBody from 'raw-body';

/** More than any form of ours holds. */
const LIMIT = 8 * 1024;

/** The fields of a form as a browser sends it. Null where it is too long, cut off, or no form. */
export async function readForm(ctx: Context): Promise<URLSearchParams | null> {
  if (!ctx.is('urlencoded')) return null;
  try {
    const text = await getRawBody(ctx.req, {
      limit: LIMIT,
      length: ctx.req.headers['content-length'] ?? null,
      encoding: 'utf8',
    });
    return new URLSearchParams(text);
  } catch {
    // Too long or cut off: nothing in it counts, and what is left of it is not read.
    ctx.set('Connection', 'close');
    return null;
  }
}

/**
 * Whether a browser says that another site made it send this. Ours carry no cookie, so that site would need the link; it is
 * refused all the same. `Origin: null` is what browsers send from our own pages, which name no referrer.
 */
export function isFromElsewhere(ctx: Context, origin: string): boolean {
  const site = ctx.get('Sec-Fetch-Site');
  if (site !== '') return site !== 'same-origin' && site !== 'none';
  const from = ctx.get('Origin');
  return from !== '' && from !== 'null' && from !== origin;
}
