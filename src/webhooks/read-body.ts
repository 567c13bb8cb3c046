import type { Context } from 'koa';
import getRawBody from 'raw-body';

export interface BodyLimit {
  readonly bytes: number;
  /** e.g. `1_MiB`, for the answer. */
  readonly name: string;
}

/** The bytes as received: signatures are over them. Null when the answer (413, 400) is already decided. */
export async function readBody(ctx: Context, limit: BodyLimit): Promise<Buffer | null> {
  try {
    return await getRawBody(ctx.req, {
      limit: limit.bytes,
      length: ctx.req.headers['content-length'] ?? null,
    });
  } catch (error) {
    const tooLarge = (error as { type?: unknown }).type === 'entity.too.large';
    ctx.status = tooLarge ? 413 : 400;
    ctx.body = { error: tooLarge ? `body_over_${limit.name}` : 'body_unreadable' };
    // What is left of the body is not read: the connection cannot be used again.
    ctx.set('Connection', 'close');
    return null;
  }
}
