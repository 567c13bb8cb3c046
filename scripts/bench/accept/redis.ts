import { execFile, spawn } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import { promisify } from 'node:util';
import { Queue } from 'bullmq';
import { Redis } from 'ioredis';
import { freePort } from '../../servers/free-port.ts';
import { watchProcess, type WatchedProcess } from '../../servers/watched-process.ts';
import type { InboxTable } from './contender.ts';
import { QUEUE } from './keep-event.ts';

/** A Redis that writes each command to disk before it answers, as durable as a commit. */
export interface BenchRedis extends WatchedProcess {
  readonly port: number;
}

/** Whether Redis is on the PATH; set-up does not fetch it. */
export async function hasRedis(): Promise<boolean> {
  return promisify(execFile)('redis-server', ['--version']).then(
    () => true,
    () => false,
  );
}

/** @param dir made if it is not there; keeps the file of commands */
export async function startRedis(dir: string): Promise<BenchRedis> {
  await mkdir(dir, { recursive: true });
  const port = await freePort();
  const durable = ['--appendonly', 'yes', '--appendfsync', 'always', '--save', ''];
  const where = ['--bind', '127.0.0.1', '--port', String(port), '--dir', dir];
  const child = spawn('redis-server', [...where, ...durable], { stdio: ['ignore', 'pipe', 'pipe'] });
  const watched = watchProcess(child, { log: () => undefined, stopSignal: 'SIGTERM', graceMs: 5_000 });
  const client = new Redis(port, '127.0.0.1');
  // It tries again by itself until the server is up.
  client.on('error', () => undefined);
  const up = client.ping().then(() => null);
  const problem = await Promise.race([up, watched.exited]);
  client.disconnect();
  if (problem !== null) throw new Error(`redis-server ${problem}`);
  return { ...watched, port };
}

/** The jobs that wait, in place of our table. */
export function openJobs(port: number): InboxTable {
  const queue = new Queue(QUEUE, { connection: { host: '127.0.0.1', port } });
  const client = new Redis(port, '127.0.0.1');
  return {
    count: () => queue.getWaitingCount(),
    clear: async () => {
      await client.flushall();
    },
    close: async () => {
      client.disconnect();
      await queue.close();
    },
  };
}
