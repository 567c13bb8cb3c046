import { z } from 'zod';
import { urlBelow } from '../../domain/url-below.ts';
import { decodeJson } from '../../ports/decode-json.ts';
import { noAnswer, toProviderError, unreadableAnswer } from './errors.ts';
import { exchange } from './exchange.ts';

export interface PaypalAccount {
  readonly clientId: string;
  readonly clientSecret: string;
  /** e.g. `https://api-m.paypal.com`. */
  readonly apiBase: URL;
}

export interface TokenSource {
  /** Throws a `ProviderError`. */
  token(timeoutMs: number): Promise<string>;
  /** PayPal does not take this one any more. */
  forget(token: string): void;
}

const tokenAnswer = z.object({ access_token: z.string().min(1), expires_in: z.number().positive() });

/** A token that ends on its way would be refused. */
const SAFETY_MS = 60_000;

/**
 * `POST /v1/oauth2/token`: a token lasts about nine hours, and one is asked for at a time, whoever waits for it.
 * @see https://developer.paypal.com/api/rest/authentication/, as of 2026-11-23
 */
export function createTokenSource(account: PaypalAccount, now: () => number): TokenSource {
  let held: { readonly token: string; readonly goodUntil: number } | null = null;
  let asking: Promise<string> | null = null;
  const ask = async (timeoutMs: number): Promise<string> => {
    const askedAt = now();
    const { access_token: token, expires_in } = await askToken(account, timeoutMs, now);
    held = { token, goodUntil: askedAt + expires_in * 1000 - SAFETY_MS };
    return token;
  };
  return {
    token: (timeoutMs) => {
      if (held && held.goodUntil > now()) return Promise.resolve(held.token);
      asking ??= ask(timeoutMs).finally(() => (asking = null));
      return asking;
    },
    forget: (token) => {
      if (held?.token === token) held = null;
    },
  };
}

async function askToken(
  { clientId, clientSecret, apiBase }: PaypalAccount,
  timeoutMs: number,
  now: () => number,
): Promise<z.infer<typeof tokenAnswer>> {
  const doing = 'asking for an access token';
  const login = Buffer.from(`${clientId}:${clientSecret}`).toString('base64');
  const answer = await exchange({
    url: urlBelow(apiBase, '/v1/oauth2/token'),
    authorization: `Basic ${login}`,
    form: { grant_type: 'client_credentials' },
    timeoutMs,
  });
  if (!answer) throw noAnswer(doing);
  if (answer.status !== 200) throw toProviderError(answer, doing, now());
  const parsed = tokenAnswer.safeParse(decodeJson(answer.text));
  if (!parsed.success) throw unreadableAnswer(doing);
  return parsed.data;
}
