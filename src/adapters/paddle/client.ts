import type { z } from 'zod';
import { urlBelow } from '../../domain/url-below.ts';
import { decodeJson } from '../../ports/decode-json.ts';
import { noAnswer, toProviderError, unreadableAnswer, type PaddleRefusal } from './errors.ts';

export interface PaddleClientOptions {
  readonly apiKey: string;
  /** Null: Paddle's own for this key. */
  readonly apiBase: URL | null;
  /** Upper bound of one request. */
  readonly timeoutMs: number;
  /** Milliseconds since 1970; reads a `Retry-After` that is a date. The system clock when absent. */
  readonly now?: () => number;
}

export interface PaddleRequest<Schema> {
  readonly doing: string;
  /** e.g. `/transactions/txn_1`. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  /** Of the whole answer, `data` and `meta`. */
  readonly schema: Schema;
}

export interface PaddleReader {
  /** Throws a `ProviderError`, also for an answer of another shape. */
  read<Schema extends z.ZodType>(request: PaddleRequest<Schema>): Promise<z.infer<Schema>>;
}

/**
 * GETs of the Paddle API, version 1. A 404 is an error here like any other: Paddle deletes no transaction and no customer,
 * so it means a key of another account, or of the sandbox, and must not end a recovery.
 * @see https://developer.paddle.com/api-reference/about/authentication and /errors, as of 2026-11-23
 */
export function createPaddleReader(options: PaddleClientOptions): PaddleReader {
  const { now = Date.now } = options;
  const base = options.apiBase ?? defaultBase(options.apiKey);
  return {
    read: async ({ doing, path, query, schema }) => {
      const url = new URL(urlBelow(base, path));
      for (const [name, value] of Object.entries(query ?? {})) url.searchParams.set(name, value);
      // The error of a broken connection says nothing that the kind does not.
      const answer = await get(options, url).catch((): never => {
        throw noAnswer(doing);
      });
      if (answer.status !== 200) throw toProviderError(answer, doing, now());
      const parsed = schema.safeParse(answer.json);
      if (!parsed.success) throw unreadableAnswer(doing);
      return parsed.data;
    },
  };
}

/** Keys made since 2025-05 say what they are for; older ones do not, and are taken for live. */
function defaultBase(apiKey: string): URL {
  const host = apiKey.startsWith('pdl_sdbx_') ? 'sandbox-api.paddle.com' : 'api.paddle.com';
  return new URL(`https://${host}`);
}

async function get({ apiKey, timeoutMs }: PaddleClientOptions, url: URL): Promise<PaddleRefusal> {
  const response = await fetch(url, {
    headers: { authorization: `Bearer ${apiKey}`, 'paddle-version': '1', accept: 'application/json' },
    redirect: 'manual',
    signal: AbortSignal.timeout(timeoutMs),
  });
  // A page of a proxy is no JSON: the status still counts.
  const json = decodeJson(await response.text());
  return { status: response.status, retryAfter: response.headers.get('retry-after'), json };
}
