import { execFile, spawn } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { freePort, isPortFree } from './free-port.ts';
import { watchProcess, type WatchedProcess } from './watched-process.ts';

const START_LIMIT_MS = 60_000;
const STOP_GRACE_MS = 15_000;
/** 90 days. Within it a workflow id cannot be used again; the server's own default of one day is too short for us. */
const RETENTION = '2160h';

const SEARCH_ATTRIBUTES = {
  RecoupSource: 'Keyword',
  RecoupCustomer: 'Keyword',
  RecoupStep: 'Keyword',
  RecoupOutcome: 'Keyword',
  RecoupHold: 'Keyword',
  RecoupCurrency: 'Keyword',
  RecoupNextStepAt: 'Datetime',
  RecoupAmountDue: 'Double',
};

export interface TemporalDevServerOptions {
  /** The Temporal CLI, as set-up found it. */
  cliPath: string;
  /** SQLite file that keeps workflows over restarts; its directory is made. */
  dbFile: string;
  /** Of the frontend; 0 or absent = any free. */
  port?: number;
  /** Of the Web UI; 0 or absent = any free. */
  uiPort?: number;
  /** Made if it does not exist. Default: `default`. */
  namespace?: string;
  log: (line: string) => void;
  /** Called before the server is ready, so that a crash in between leaves a trace of it. */
  onSpawn?: (pid: number) => void;
}

/** A running Temporal development server with its Web UI, on 127.0.0.1. */
export interface TemporalDevServer extends WatchedProcess {
  /** `127.0.0.1:7233` */
  address: string;
  /** `http://127.0.0.1:8233` */
  uiUrl: string;
}

/**
 * Starts a Temporal development server and waits until it answers, has our search attributes, and keeps closed
 * workflows for 90 days.
 * @throws Error with the server's last lines when it ends or does not answer within a minute.
 */
export async function startTemporalDevServer(options: TemporalDevServerOptions): Promise<TemporalDevServer> {
  await mkdir(dirname(options.dbFile), { recursive: true });
  const port = await choosePort(options.port);
  const uiPort = await choosePort(options.uiPort);
  const namespace = options.namespace ?? 'default';
  const args = serverArguments({ dbFile: options.dbFile, namespace, port, uiPort });
  // Detached: a Ctrl-C in the terminal must reach the supervisor only, which stops this server after its workers.
  const child = spawn(options.cliPath, args, {
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
    env: plainEnvironment(),
  });
  const watched = watchProcess(child, { log: options.log, stopSignal: 'SIGTERM', graceMs: STOP_GRACE_MS });
  if (watched.pid) options.onSpawn?.(watched.pid);
  const address = `127.0.0.1:${port}`;
  const up = setRetentionWhenUp(options.cliPath, { address, namespace, exited: watched.exited });
  const problem = await Promise.race([watched.exited, up]);
  if (problem === null) return { ...watched, address, uiUrl: `http://127.0.0.1:${uiPort}` };
  await watched.stop();
  throw new Error(`The Temporal development server on ${address} ${problem}`);
}

function serverArguments(server: {
  dbFile: string;
  namespace: string;
  port: number;
  uiPort: number;
}): string[] {
  const attributes = Object.entries(SEARCH_ATTRIBUTES).flatMap(([name, type]) => [
    '--search-attribute',
    `${name}=${type}`,
  ]);
  const places = ['--ip', '127.0.0.1', '--port', String(server.port), '--ui-port', String(server.uiPort)];
  const data = ['--db-filename', server.dbFile, '--namespace', server.namespace];
  return ['server', 'start-dev', ...places, ...data, '--log-level', 'warn', ...attributes];
}

/** A foreign Temporal server on the port would answer our readiness check, so the port is looked at first. */
async function choosePort(wanted = 0): Promise<number> {
  if (wanted === 0) return freePort();
  if (await isPortFree(wanted)) return wanted;
  throw new Error(`Port ${wanted} of 127.0.0.1, wanted for the Temporal development server, is in use`);
}

/** Doubles as the readiness check: the first call the frontend answers. Resolves to null, or to what went wrong. */
async function setRetentionWhenUp(
  cliPath: string,
  server: { address: string; namespace: string; exited: Promise<string> },
): Promise<string | null> {
  const args = ['operator', 'namespace', 'update', '--retention', RETENTION, '--namespace', server.namespace];
  const options = { timeout: 10_000, env: plainEnvironment() };
  const until = performance.now() + START_LIMIT_MS;
  for (;;) {
    try {
      await promisify(execFile)(cliPath, [...args, '--address', server.address], options);
      return null;
    } catch (error) {
      if (performance.now() > until)
        return `did not answer within ${START_LIMIT_MS / 1000} s: ${String(error)}`;
      const ended = await Promise.race([server.exited, delay(100, null)]);
      if (ended !== null) return ended;
    }
  }
}

/** Not our whole environment: the CLI reads TEMPORAL_* itself, and an API key there would turn on TLS. */
function plainEnvironment(): NodeJS.ProcessEnv {
  return { PATH: process.env['PATH'], HOME: process.env['HOME'] };
}
