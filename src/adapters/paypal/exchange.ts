import axios, { type AxiosRequestConfig } from 'axios';
import { oneExchange } from '../http/one-exchange.ts';

export interface PaypalExchange {
  readonly url: string;
  readonly authorization: string | null;
  /** Posted as a form; absent: a GET. */
  readonly form?: Readonly<Record<string, string>>;
  /** Limit of the whole exchange. */
  readonly timeoutMs: number;
}

export interface PaypalAnswer {
  readonly status: number;
  readonly text: string;
  readonly retryAfter: unknown;
  readonly debugId: unknown;
}

// A subscription has a few kilobytes, a chain of certificates less than ten.
const MAX_ANSWER_BYTES = 256 * 1024;

/** One request; no redirect, no retry. Null: no answer. An AxiosError carries the key, and never leaves. */
export async function exchange(request: PaypalExchange): Promise<PaypalAnswer | null> {
  try {
    const { status, data, headers } = await axios.request<unknown>(configOf(request));
    const text = typeof data === 'string' ? data : '';
    return { status, text, retryAfter: headers['retry-after'], debugId: headers['paypal-debug-id'] };
  } catch {
    // Every status is an answer, so all that is thrown is that there was none.
    return null;
  }
}

function configOf({ url, authorization, form, timeoutMs }: PaypalExchange): AxiosRequestConfig {
  return {
    method: form ? 'POST' : 'GET',
    url,
    headers: { Accept: '*/*', ...(authorization && { Authorization: authorization }) },
    ...(form && { data: new URLSearchParams(form) }),
    responseType: 'text',
    // axios would parse what looks like JSON.
    transformResponse: (text: unknown) => text,
    ...oneExchange({ signal: AbortSignal.timeout(timeoutMs), maxAnswerBytes: MAX_ANSWER_BYTES }),
  };
}
