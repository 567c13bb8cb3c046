import { createServer } from 'node:net';

/**
 * Below the ports that systems give to outgoing connections (Linux: from 32768, others: from 49152). One of those
 * could be taken by any connection of the machine between our look at it and the server's start.
 */
const FIRST = 20_000;
const COUNT = 12_000;
/** Processes that look at the same time, mostly with neighbouring pids, begin this far from one another. */
const STRIDE = 61;

let next = (process.pid * STRIDE) % COUNT;

/** A TCP port of 127.0.0.1 that nobody listened on a moment ago, and that this process hands out only once. */
export async function freePort(): Promise<number> {
  for (let tries = 0; tries < COUNT; tries += 1) {
    const port = FIRST + next;
    next = (next + 1) % COUNT;
    if (await isPortFree(port)) return port;
  }
  throw new Error(`No TCP port of 127.0.0.1 from ${FIRST} to ${FIRST + COUNT - 1} is free`);
}

/** Whether a server could listen on this port of 127.0.0.1 now. */
export async function isPortFree(port: number): Promise<boolean> {
  try {
    await listenOnce(port);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EADDRINUSE') return false;
    throw error;
  }
}

function listenOnce(port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(port, '127.0.0.1', () => probe.close(() => resolve()));
  });
}
