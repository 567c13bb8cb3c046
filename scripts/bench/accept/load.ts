import { connect, type Socket } from 'node:net';

export interface LoadOptions {
  readonly url: URL;
  readonly connections: number;
  /** Each sent once, as it is. */
  readonly requests: readonly Buffer[];
}

export interface LoadResult {
  /** Answers by status. */
  readonly statuses: ReadonlyMap<number, number>;
  readonly seconds: number;
  /** Of each answer, sorted. */
  readonly latenciesMs: readonly number[];
}

interface Progress {
  started: number;
  readonly statuses: Map<number, number>;
  readonly latenciesMs: number[];
}

/**
 * Closed loop: each connection sends its next request when the last one is answered. Bare sockets, because an HTTP client
 * costs about as much as the server it measures, and they share the processors.
 */
export async function load(options: LoadOptions): Promise<LoadResult> {
  const { url, connections, requests } = options;
  const progress: Progress = { started: 0, statuses: new Map(), latenciesMs: [] };
  const sockets = await Promise.all(
    Array.from({ length: Math.min(connections, requests.length) }, () => open(url)),
  );
  const began = performance.now();
  try {
    await Promise.all(sockets.map((socket) => askInTurn(socket, requests, progress)));
  } finally {
    for (const socket of sockets) socket.destroy();
  }
  const seconds = (performance.now() - began) / 1_000;
  const latenciesMs = progress.latenciesMs.sort((a, b) => a - b);
  return { statuses: progress.statuses, seconds, latenciesMs };
}

function open({ hostname, port }: URL): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host: hostname, port: Number(port), noDelay: true }, () => resolve(socket));
    socket.once('error', reject);
  });
}

function askInTurn(socket: Socket, requests: readonly Buffer[], progress: Progress): Promise<void> {
  return new Promise((resolve, reject) => {
    let received = '';
    let askedAt = 0;
    const ask = (): void => {
      const request = requests[progress.started];
      if (!request) return resolve();
      progress.started += 1;
      askedAt = performance.now();
      socket.write(request);
    };
    socket.on('data', (chunk) => {
      received += chunk.toString('latin1');
      const status = statusOfWhole(received);
      if (status === null) return;
      received = '';
      progress.statuses.set(status, (progress.statuses.get(status) ?? 0) + 1);
      progress.latenciesMs.push(performance.now() - askedAt);
      ask();
    });
    socket.once('error', reject);
    socket.once('close', () => reject(new Error('the server closed a connection under load')));
    ask();
  });
}

/** Null while the answer is not all there. Only one is ever under way, so nothing can follow it. */
function statusOfWhole(received: string): number | null {
  const head = received.indexOf('\r\n\r\n');
  if (head < 0) return null;
  const length = /^content-length: (\d+)/im.exec(received)?.[1];
  if (length === undefined) throw new Error(`an answer without a length: ${received}`);
  return received.length < head + 4 + Number(length) ? null : Number(received.slice(9, 12));
}
