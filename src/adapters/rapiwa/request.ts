import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import axios, { type AxiosRequestConfig, type AxiosResponse } from 'axios';
import { urlBelow } from '../../domain/url-below.ts';
import { oneExchange } from '../http/one-exchange.ts';
import { parseBody, type AnswerBody } from './answer-body.ts';

/** Where Rapiwa is and who asks. */
export interface RapiwaConnection {
  /** e.g. `https://app.rapiwa.com`; a path in it is kept as a prefix. */
  readonly baseUrl: URL;
  /** One key per linked phone number ("device"). Sent only in the `Authorization` header. */
  readonly apiKey: string;
  /** Limit of the whole exchange: connection, request and complete answer. */
  readonly timeoutMs: number;
}

/** What came back for one request. */
export type Answer =
  | {
      readonly kind: 'answered';
      readonly status: number;
      readonly body: AnswerBody;
      /** Where a redirect points to; null without one. */
      readonly location: string | null;
      readonly retryAfter: string | null;
    }
  /** No complete answer. `written` false: surely no byte of the request left, as no connection was ever made. */
  | { readonly kind: 'no_answer'; readonly code: string; readonly written: boolean };

export interface RapiwaRequest {
  readonly method: 'GET' | 'POST';
  /** Absolute path, e.g. `/api/send-message`. */
  readonly path: string;
  readonly json?: object;
}

// A send answer has a few hundred bytes; an error page some kilobytes.
const MAX_ANSWER_BYTES = 256 * 1024;

/** One request on a connection of its own; no redirect, no retry. Never throws: failures are values. */
export async function ask(connection: RapiwaConnection, request: RapiwaRequest): Promise<Answer> {
  const line = openLine(connection.baseUrl.protocol);
  try {
    return answerOf(await axios.request<string>(configOf(connection, request, line)));
  } catch (error) {
    // Only the code is taken: the AxiosError carries the key and the customer's number.
    const code = axios.isAxiosError(error) && error.code ? error.code : 'NO_CODE';
    return { kind: 'no_answer', code, written: line.mayHaveWritten() };
  } finally {
    line.agent.destroy();
  }
}

function configOf(connection: RapiwaConnection, request: RapiwaRequest, line: Line): AxiosRequestConfig {
  const { baseUrl, apiKey, timeoutMs } = connection;
  return {
    method: request.method,
    url: urlBelow(baseUrl, request.path),
    headers: {
      Authorization: `Bearer ${apiKey}`,
      Accept: 'application/json',
      ...(request.json && { 'Content-Type': 'application/json' }),
    },
    ...(request.json && { data: JSON.stringify(request.json) }),
    responseType: 'text',
    ...oneExchange({ signal: AbortSignal.timeout(timeoutMs), maxAnswerBytes: MAX_ANSWER_BYTES }),
    httpAgent: line.agent,
    httpsAgent: line.agent,
  };
}

function answerOf(response: AxiosResponse<string>): Answer {
  return {
    kind: 'answered',
    status: response.status,
    body: parseBody(String(response.headers['content-type'] ?? ''), response.data),
    location: textOrNull(response.headers['location']),
    retryAfter: textOrNull(response.headers['retry-after']),
  };
}

function textOrNull(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}

interface Line {
  readonly agent: HttpAgent;
  mayHaveWritten(): boolean;
}

/**
 * A connection for one request, which tells whether it was ever established. Without keep-alive: a pooled socket
 * that the far side has closed fails after the write, and would make an `unknown` for nothing.
 * Error codes alone cannot tell: ETIMEDOUT, ECONNRESET and EHOSTUNREACH occur before and after the write.
 */
function openLine(protocol: string): Line {
  const isTls = protocol === 'https:';
  const agent = isTls ? new HttpsAgent({ keepAlive: false }) : new HttpAgent({ keepAlive: false });
  const connect = agent.createConnection.bind(agent);
  let state: 'unseen' | 'connecting' | 'established' = 'unseen';
  agent.createConnection = (options, callback) => {
    const socket = connect(options, callback);
    state = 'connecting';
    // Node holds the request back until this event: the TCP connection, or the whole TLS handshake.
    socket?.once(isTls ? 'secureConnect' : 'connect', () => (state = 'established'));
    return socket;
  };
  return { agent, mayHaveWritten: () => state !== 'connecting' };
}
