import axios, { type AxiosResponse } from 'axios';
import { ProviderError } from '../../ports/provider-error.ts';
import { oneExchange } from '../http/one-exchange.ts';
import { refusal } from './errors.ts';

/**
 * Dated paths live 18 months each; the numbered ones end in 2027.
 * @see https://developers.hubspot.com/changelog (stored copy read 2026-11-23)
 */
export const API_VERSION = '2026-09';

export interface HubspotApiOptions {
  /** A service key, or the token of a private app. Secret. */
  readonly token: string;
  readonly baseUrl: URL;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

export interface HubspotRequest {
  readonly method: 'GET' | 'POST' | 'PATCH';
  /** Below `/crm/`, with the version in its place; whatever comes from elsewhere is encoded. */
  readonly path: string;
  readonly body?: object;
  /** What is being done, for errors: ids only. */
  readonly doing: string;
  /** Limit of everything that belongs together. */
  readonly signal: AbortSignal;
  /** Statuses that the caller understands as answers. */
  readonly expected?: readonly number[];
}

export interface HubspotAnswer {
  readonly status: number;
  readonly body: unknown;
}

/** One request; throws a `ProviderError` for every answer that is neither 2xx nor expected. */
export type HubspotApi = (request: HubspotRequest) => Promise<HubspotAnswer>;

// A list of properties with all their options is the longest answer.
const MAX_ANSWER_BYTES = 4 * 1024 * 1024;

export function createHubspotApi(options: HubspotApiOptions): HubspotApi {
  return async (request) => {
    const { status, data, headers } = await send(options, request).catch((): never => {
      // Nothing of the AxiosError is kept: it carries the token and the address.
      throw new ProviderError({ provider: 'hubspot', kind: 'unavailable', doing: request.doing });
    });
    if ((status >= 200 && status < 300) || request.expected?.includes(status)) return { status, body: data };
    const retryAfter: unknown = headers['retry-after'];
    throw refusal({ status, body: data, retryAfter, doing: request.doing, nowMs: options.now() });
  };
}

function send(
  { token, baseUrl }: HubspotApiOptions,
  { method, path, body, signal }: HubspotRequest,
): Promise<AxiosResponse<unknown>> {
  return axios.request<unknown>({
    method,
    url: new URL(`/crm/${path}`, baseUrl).href,
    ...(body && { data: body }),
    headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' },
    ...oneExchange({ signal, maxAnswerBytes: MAX_ANSWER_BYTES }),
  });
}
