import type { z } from 'zod';
import { urlBelow } from '../../domain/url-below.ts';
import { decodeJson } from '../../ports/decode-json.ts';
import { noAnswer, toProviderError, unreadableAnswer } from './errors.ts';
import { exchange, type PaypalAnswer } from './exchange.ts';
import { createTokenSource, type PaypalAccount, type TokenSource } from './token.ts';

export interface PaypalClientOptions extends PaypalAccount {
  /** Limit of each exchange: one for a token, where none is held, and one for the answer. */
  readonly timeoutMs: number;
  /** Milliseconds since 1970. The system clock when absent. */
  readonly now?: () => number;
}

export interface PaypalRead<Schema> {
  readonly doing: string;
  readonly schema: Schema;
  /** e.g. `/v1/billing/subscriptions/I-1`. */
  readonly path: string;
}

/** Throws a `ProviderError`, also for an answer of another shape. */
export type ReadPaypal = <Schema extends z.ZodType>(read: PaypalRead<Schema>) => Promise<z.infer<Schema>>;

export function createPaypalReader(options: PaypalClientOptions): ReadPaypal {
  const { now = Date.now } = options;
  const tokens = createTokenSource(options, now);
  return async ({ doing, schema, path }) => {
    const answer = await getTwiceAtMost(options, tokens, path);
    if (!answer) throw noAnswer(doing);
    if (answer.status !== 200) throw toProviderError(answer, doing, now());
    const parsed = schema.safeParse(decodeJson(answer.text));
    if (!parsed.success) throw unreadableAnswer(doing);
    return parsed.data;
  };
}

/** A token can be withdrawn before its time: then one new one is tried. */
async function getTwiceAtMost(
  options: PaypalClientOptions,
  tokens: TokenSource,
  path: string,
): Promise<PaypalAnswer | null> {
  const { apiBase, timeoutMs } = options;
  const get = async () => {
    const token = await tokens.token(timeoutMs);
    const url = urlBelow(apiBase, path);
    return { token, answer: await exchange({ url, authorization: `Bearer ${token}`, timeoutMs }) };
  };
  const first = await get();
  if (first.answer?.status !== 401) return first.answer;
  tokens.forget(first.token);
  return (await get()).answer;
}
