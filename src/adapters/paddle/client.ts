import { z } from 'zod';
import { ProviderError, type ProviderErrorKind } from '../../ports/provider-error.ts';
import { retryAfterMs } from '../../ports/retry-after.ts';

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
      const url = new URL(`${base.href.replace(/\/$/, '')}${path}`);
      for (const [name, value] of Object.entries(query ?? {})) url.searchParams.set(name, value);
      // The error of a broken connection says nothing that the kind does not.
      const answer = await get(options, url).catch((): never => {
        throw new ProviderError({ provider: 'paddle', kind: 'unavailable', doing });
      });
      if (answer.status !== 200) throw refusal(answer, doing, now());
      const parsed = schema.safeParse(answer.json);
      if (parsed.success) return parsed.data;
      const unreadable = `${doing}: the answer has another shape`;
      throw new ProviderError({ provider: 'paddle', kind: 'unavailable', doing: unreadable });
    },
  };
}

/** Keys made since 2025-05 say what they are for; older ones do not, and are taken for live. */
function defaultBase(apiKey: string): URL {
  const host = apiKey.startsWith('pdl_sdbx_') ? 'sandbox-api.paddle.com' : 'api.paddle.com';
  return new URL(`https://${host}`);
}

interface Answer {
  readonly status: number;
  readonly retryAfter: string | null;
  readonly json: unknown;
}

async function get({ apiKey, timeoutMs }: PaddleClientOptions, url: URL): Promise<Answer> {
  const response = await fetch(url, {
    headers: { authorization: `Bearer ${apiKey}`, 'paddle-version': '1', accept: 'application/json' },
    redirect: 'manual',
    signal: AbortSignal.timeout(timeoutMs),
  });
  const text = await response.text();
  return { status: response.status, retryAfter: response.headers.get('retry-after'), json: jsonIn(text) };
}

/** A page of a proxy is no JSON: the status still counts. */
function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return null;
  }
}

const errorAnswer = z.object({
  error: z.object({ code: z.string().regex(/^[a-z0-9_]{1,80}$/) }),
  meta: z.object({ request_id: z.string().max(100).nullish().catch(null) }).nullish(),
});

function refusal({ status, retryAfter, json }: Answer, doing: string, nowMs: number): ProviderError {
  const told = errorAnswer.safeParse(json).data;
  const waitMs = status === 429 ? retryAfterMs(retryAfter, nowMs) : null;
  const requestId = told?.meta?.request_id;
  return new ProviderError({
    provider: 'paddle',
    kind: KINDS[status] ?? (status >= 400 && status < 500 ? 'rejected' : 'unavailable'),
    doing: told ? `${doing}: ${told.error.code}` : doing,
    status,
    ...(requestId && { requestId }),
    ...(waitMs !== null && { retryAfterMs: waitMs }),
  });
}

const KINDS: Readonly<Record<number, ProviderErrorKind>> = {
  401: 'unauthorized',
  403: 'unauthorized',
  404: 'not_found',
  408: 'unavailable',
  // A lock held by another request.
  409: 'unavailable',
  429: 'rate_limited',
};
