import type { AxiosRequestConfig } from 'axios';

export interface ExchangeLimits {
  /** Of the whole exchange; axios' own `timeout` starts again with every byte of the answer. */
  readonly signal: AbortSignal;
  readonly maxAnswerBytes: number;
}

/**
 * One request and one answer, whatever its status: nothing is repeated, and nothing followed, which would take the key
 * along. A proxy would be taken from the environment, and its own errors for the provider's.
 */
export function oneExchange({ signal, maxAnswerBytes }: ExchangeLimits): AxiosRequestConfig {
  return {
    signal,
    maxRedirects: 0,
    maxContentLength: maxAnswerBytes,
    validateStatus: () => true,
    proxy: false,
  };
}
