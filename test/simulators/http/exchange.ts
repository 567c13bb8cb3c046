import type { IncomingMessage, ServerResponse } from 'node:http';

const MAX_BODY_BYTES = 1024 * 1024;

/** Reads the whole request body as text. */
export async function readText(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > MAX_BODY_BYTES) throw new Error('request body is larger than 1 MiB');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** Parses a JSON object body; anything else is `null`, as the caller decides what to answer. */
export function parseObject(text: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : null;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export interface Answer {
  status: number;
  body: unknown;
  headers?: Record<string, string>;
}

/** Answers JSON for objects, HTML for strings. */
export function send(response: ServerResponse, answer: Answer): void {
  if (response.destroyed || response.writableEnded) return;
  const isText = typeof answer.body === 'string';
  const contentType = isText ? 'text/html; charset=utf-8' : 'application/json; charset=utf-8';
  response.writeHead(answer.status, { 'content-type': contentType, ...answer.headers });
  response.end(isText ? (answer.body as string) : JSON.stringify(answer.body));
}

/** The URL of a request, on a base that only serves to parse it. */
export function urlOf(request: IncomingMessage): URL {
  return new URL(request.url ?? '/', 'http://simulator.invalid');
}

export function bearerOf(request: IncomingMessage): string | null {
  const match = /^Bearer (.+)$/.exec(request.headers.authorization ?? '');
  return match?.[1] ?? null;
}

/** An answer that says what is wrong. */
export function problem(status: number, error: string): Answer {
  return { status, body: { error } };
}
