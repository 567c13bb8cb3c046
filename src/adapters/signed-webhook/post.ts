import axios, { type AxiosResponse } from 'axios';
import { ProviderError } from '../../ports/provider-error.ts';
import { oneExchange } from '../http/one-exchange.ts';
import { refusal } from './errors.ts';
import { SIGNATURE_HEADER, signatureHeader } from './sign.ts';

export interface SignedWebhookOptions {
  readonly url: URL;
  /** Shared with the receiver; signs the body and is never sent. */
  readonly secret: string;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

export interface SignedPost {
  /** For errors: who the receiver is to us. */
  readonly provider: string;
  /** Its `id` names it for ever: the receiver drops repetitions by it. */
  readonly payload: { readonly id: string };
  readonly doing: string;
  readonly timeoutMs: number;
}

// Only the status of the answer is used.
const MAX_ANSWER_BYTES = 64 * 1024;

/**
 * Posts flat JSON, signed. Any 2xx answer is success; everything else throws a `ProviderError`, where a call that may
 * have been done is `unavailable`: the id makes it safe to repeat.
 */
export async function postSigned(options: SignedWebhookOptions, signed: SignedPost): Promise<void> {
  const { provider, doing } = signed;
  // Nothing of the AxiosError is kept: the URL may carry a token.
  const response = await post(options, signed).catch((): never => {
    throw new ProviderError({ provider, kind: 'unavailable', doing });
  });
  if (response.status >= 200 && response.status < 300) return;
  const retryAfter: unknown = response.headers['retry-after'];
  throw refusal({ provider, status: response.status, retryAfter, doing, nowMs: options.now() });
}

function post(
  { url, secret, now }: SignedWebhookOptions,
  { payload, timeoutMs }: SignedPost,
): Promise<AxiosResponse> {
  // Bytes, so that axios sends what was signed and does not write the JSON anew.
  const body = Buffer.from(JSON.stringify(payload));
  return axios.request<unknown>({
    method: 'POST',
    url: url.href,
    data: body,
    headers: {
      'Content-Type': 'application/json',
      'Idempotency-Key': payload.id,
      [SIGNATURE_HEADER]: signatureHeader({ body, secret, nowMs: now() }),
    },
    responseType: 'text',
    ...oneExchange({ signal: AbortSignal.timeout(timeoutMs), maxAnswerBytes: MAX_ANSWER_BYTES }),
  });
}
