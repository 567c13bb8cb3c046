import { spawn, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { watchProcess, type WatchedProcess } from '../../scripts/servers/watched-process.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
/** Above the worker's own grace for a message that is being sent. */
const STOP_GRACE_MS = 40_000;

/** A server or worker that no supervisor watches: production's process, which may end and start again by itself. */
export interface OwnProcess {
  /** `kill -9`, and gone. */
  kill(): Promise<void>;
  /** Starts it again as it was; resolves when it does its work. */
  start(): Promise<void>;
  stop(): Promise<void>;
}

/** @param env everything it knows; nothing of the developer's own environment reaches it */
export async function startOwnProcess(
  name: 'server' | 'worker',
  env: Readonly<Record<string, string>>,
): Promise<OwnProcess> {
  let running: WatchedProcess | null = null;
  const own: OwnProcess = {
    kill: async () => {
      running?.kill();
      await running?.exited;
    },
    start: async () => {
      running = await launch(name, env);
    },
    stop: async () => running?.stop(),
  };
  await own.start();
  return own;
}

async function launch(name: string, env: Readonly<Record<string, string>>): Promise<WatchedProcess> {
  const child = spawn(process.execPath, ['--import', 'tsx', `src/${name}.ts`], {
    cwd: ROOT,
    env: { PATH: process.env['PATH'], HOME: process.env['HOME'], ...env },
    // It ends by itself when this channel closes: with the test process, however that ends.
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  const watched = watchProcess(child, { log: () => {}, stopSignal: 'SIGTERM', graceMs: STOP_GRACE_MS });
  const problem = await Promise.race([isReady(child), watched.exited]);
  if (problem === null) return watched;
  throw new Error(`the ${name} ${problem}`);
}

/** Null once it said so. */
function isReady(child: ChildProcess): Promise<null> {
  return new Promise((resolve) => child.once('message', () => resolve(null)));
}
