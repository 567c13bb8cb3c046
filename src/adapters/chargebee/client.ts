import axios, { type AxiosRequestConfig, type AxiosResponse } from 'axios';
import type { z } from 'zod';
import { urlBelow } from '../../domain/url-below.ts';
import { decodeJson } from '../../ports/decode-json.ts';
import { oneExchange } from '../http/one-exchange.ts';
import { isMissing, noAnswer, toProviderError, unreadableAnswer } from './errors.ts';

export interface ChargebeeClientOptions {
  /** The part of the address before `.chargebee.com`; a test site's ends with `-test`. */
  readonly site: string;
  /** Sent as the login of each request, with an empty password. */
  readonly apiKey: string;
  /** Another address than the site's, e.g. `http://127.0.0.1:12112`; a path in it is kept. */
  readonly apiBase: URL | null;
  /** Limit of the whole exchange. */
  readonly timeoutMs: number;
  /** Milliseconds since 1970; reads a `Retry-After` that is a date. The system clock when absent. */
  readonly now?: () => number;
}

export interface ChargebeeRequest<Schema> {
  readonly doing: string;
  readonly schema: Schema;
  /** After `/api/v2`, e.g. `/invoices/42`. */
  readonly path: string;
  /** Posted; absent: a GET. */
  readonly form?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, string>>;
  /** Instead of the client's own limit. */
  readonly timeoutMs?: number;
}

/** Throws a `ProviderError`, also for an answer of another shape. */
export type AskChargebee = <Schema extends z.ZodType>(
  request: ChargebeeRequest<Schema>,
) => Promise<z.infer<Schema> | 'missing'>;

// An invoice with hundreds of lines has some hundred kilobytes.
const MAX_ANSWER_BYTES = 2 * 1024 * 1024;

export function createChargebeeClient(options: ChargebeeClientOptions): AskChargebee {
  const { now = Date.now } = options;
  return async ({ doing, schema, ...request }) => {
    const answer = await exchange(options, request);
    if (!answer) throw noAnswer(doing);
    const { status, headers } = answer;
    const body = decodeJson(answer.data);
    if (status < 200 || status >= 300) {
      const refusal = { status, body, retryAfter: headers['retry-after'] as unknown };
      if (isMissing(refusal)) return 'missing';
      throw toProviderError(refusal, doing, now());
    }
    const parsed = schema.safeParse(body);
    if (!parsed.success) throw unreadableAnswer(doing);
    return parsed.data;
  };
}

type Exchange = Omit<ChargebeeRequest<never>, 'doing' | 'schema'>;

/** Null: no answer. An AxiosError carries the key, and never leaves. */
async function exchange(
  options: ChargebeeClientOptions,
  request: Exchange,
): Promise<AxiosResponse<string> | null> {
  try {
    return await axios.request<string>(configOf(options, request));
  } catch {
    // Every status is an answer, so all that is thrown is that there was none.
    return null;
  }
}

function configOf(options: ChargebeeClientOptions, request: Exchange): AxiosRequestConfig {
  const { site, apiBase } = options;
  const { path, form, query = {}, timeoutMs = options.timeoutMs } = request;
  return {
    method: form ? 'POST' : 'GET',
    url: urlBelow(apiBase ?? new URL(`https://${site}.chargebee.com`), `/api/v2${path}`),
    params: query,
    auth: { username: options.apiKey, password: '' },
    headers: { Accept: 'application/json' },
    ...(form && { data: new URLSearchParams(form) }),
    responseType: 'text',
    ...oneExchange({ signal: AbortSignal.timeout(timeoutMs), maxAnswerBytes: MAX_ANSWER_BYTES }),
  };
}
