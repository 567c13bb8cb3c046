import { request as httpRequest } from 'node:http';

export interface PostedAnswer {
  status: number;
  body: string;
}

export interface PostOptions {
  url: string;
  body: string;
  headers?: Record<string, string>;
  /** Milliseconds until the connection is given up. */
  timeoutMs?: number;
  signal?: AbortSignal;
}

/**
 * Posts a body byte for byte, as a provider's webhook sender does. Rejects when no answer came.
 * node:http and not fetch: a connection of its own each time, so a restarted receiver never meets a stale one.
 */
export function post(options: PostOptions): Promise<PostedAnswer> {
  const body = Buffer.from(options.body);
  return new Promise((resolve, reject) => {
    const request = httpRequest(options.url, {
      method: 'POST',
      agent: false,
      headers: {
        'content-type': 'application/json; charset=utf-8',
        'content-length': body.length,
        ...options.headers,
      },
      ...(options.signal ? { signal: options.signal } : {}),
    });
    request.setTimeout(options.timeoutMs ?? 10_000, () => request.destroy(new Error('no answer in time')));
    request.once('error', reject);
    request.once('response', (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.once('error', reject);
      response.once('end', () =>
        resolve({ status: response.statusCode ?? 0, body: Buffer.concat(chunks).toString('utf8') }),
      );
    });
    request.end(body);
  });
}
