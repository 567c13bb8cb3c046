import { spawn, type ChildProcess } from 'node:child_process';
import { setTimeout as delay } from 'node:timers/promises';
import { watchProcess, type WatchedProcess } from '../servers/watched-process.ts';
import type { LogFile } from './log-file.ts';
import { echoedLine, mayExplainDeath } from './log-line.ts';

/** Above the worker's own grace for a message that is being sent. */
const STOP_GRACE_MS = 40_000;
const READY_LIMIT_MS = 90_000;
const EXPLAINING_LINES = 10;

/** One of our own processes, running TypeScript. */
export interface Child extends WatchedProcess {
  /** Resolves once it said so, to its URL if it has one. @throws Error when it ends before, or takes too long. */
  ready: Promise<string | undefined>;
}

export interface ChildOptions {
  name: string;
  root: string;
  /** Absolute path of its TypeScript file. */
  script: string;
  env: NodeJS.ProcessEnv;
  /** Closed when the child has ended. */
  log: LogFile;
}

/**
 * Starts a child and listens for its `{ kind: 'ready', url? }` on the IPC channel. It writes into its log file by
 * itself. It has a process group of its own, so that a Ctrl-C in the terminal reaches the supervisor only.
 */
export function startChild({ name, root, script, env, log }: ChildOptions): Child {
  const explanation: string[] = [];
  log.follow((line) => {
    const echo = echoedLine(name, line);
    if (echo) console.error(echo);
    if (mayExplainDeath(line) && explanation.push(line.slice(0, 300)) > EXPLAINING_LINES) explanation.shift();
  });
  const child = spawn(process.execPath, ['--import', 'tsx', script], {
    cwd: root,
    env,
    detached: true,
    stdio: ['ignore', log.fd, log.fd, 'ipc'],
  });
  const watched = watchProcess(child, { log: () => {}, stopSignal: 'SIGTERM', graceMs: STOP_GRACE_MS });
  const exited = watched.exited.then((how) => {
    log.close();
    return [how, ...explanation].join('\n    ');
  });
  return { ...watched, exited, ready: readiness(child, name, exited) };
}

function readiness(child: ChildProcess, name: string, exited: Promise<string>): Promise<string | undefined> {
  const said = new Promise<string | undefined>((resolve) => {
    child.on('message', (message) => {
      if (isReady(message)) resolve(message.url);
    });
  });
  const failed = async (how: Promise<string>) => Promise.reject(new Error(`${name} ${await how}`));
  const late = delay(READY_LIMIT_MS, `was not ready after ${READY_LIMIT_MS / 1000} s`, { ref: false });
  const ready = Promise.race([said, failed(exited), failed(late)]);
  // Awaited later, or never when another part fails first.
  ready.catch(() => {});
  return ready;
}

function isReady(message: unknown): message is { kind: 'ready'; url?: string } {
  return typeof message === 'object' && message !== null && 'kind' in message && message.kind === 'ready';
}
