import type { Context } from 'koa';
import getRawBody from 'raw-body';

export interface BodyLimit {
  readonly bytes: number;
  /** e.g. `1_MiB`, for the answer. */
  readonly name: string;
}

/** The bytes as received: signatures are over them. Null when the answer (413, 400) is already decided. */
export function readBody(ctx: Context, limit: BodyLimit): Promise<Buffer | null> {
  const options = { limit: limit.bytes, length: ctx.req.headers['content-length'] ?? null };
  return new Promise((resolve) => {
    getRawBody(ctx.req, options, (error, body) => {
      if (error) refuse(ctx, error.type === 'entity.too.large', limit);
      resolve(error ? null : body);
    });
  });
}

function refuse(ctx: Context, isTooLarge: boolean, limit: BodyLimit): void {
  ctx.status = isTooLarge ? 413 : 400;
  ctx.body = { error: isTooLarge ? `body_over_${limit.name}` : 'body_unreadable' };
  // What is left of the body is not read: the connection cannot be used again.
  ctx.set('Connection', 'close');
}
