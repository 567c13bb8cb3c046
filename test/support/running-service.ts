import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Client, Connection } from '@temporalio/client';
import { commandLine, endProcess, identify } from '../../scripts/servers/process-identity.ts';
import { isOurs, STOP_ORDER, type PartName } from '../../scripts/supervisor/ownership.ts';
import { variables } from '../../src/config/variables.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url)).replace(/[\\/]$/, '');
const UP = 'Ctrl-C stops everything';

/** One DATA_DIR on which `npm start` is run, as often as a test wants. */
export interface Home {
  readonly dataDir: string;
  /** Starts recoup and waits for its screen; rejects with all it said when it ends before. */
  start(env?: Record<string, string>): Promise<RunningService>;
  /** Runs a start that is expected to end by itself. */
  run(env?: Record<string, string>): Promise<{ exitCode: number | null; output: string }>;
  /** The pid `npm start` noted for a part; null when it noted none. */
  partPid(name: PartName): Promise<number | null>;
  /** Ends whatever still runs and removes the directory. */
  remove(): Promise<void>;
}

/** What `npm start` shows and publishes, and the ways to end it. */
export interface RunningService {
  /** The server, e.g. `http://127.0.0.1:40123`. */
  readonly url: string;
  /** Everything in `run/env.json`. */
  readonly published: Readonly<Record<string, string>>;
  readonly temporal: Client;
  readonly supervisorPid: number;
  /** All that was printed so far. */
  output(): string;
  /** The URL on the screen's line of this name, e.g. `Temporal UI`. */
  shownUrl(name: string): string;
  /** Resolves to the exit code when the supervisor is gone. */
  readonly exited: Promise<number | null>;
  /** What the terminal does at Ctrl-C: SIGINT to the whole process group. */
  pressCtrlC(): Promise<number | null>;
}

/** @param prefix of the temporary directory's name */
export async function makeHome(prefix = 'recoup-e2e-'): Promise<Home> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), prefix)));
  const dataDir = join(folder, 'data');
  const spawned: Spawned[] = [];
  const clients: Client[] = [];
  const launch = (env: Record<string, string>) => {
    const started = spawnStart(dataDir, env);
    spawned.push(started);
    return started;
  };
  const partPid = (name: PartName) => notedPid(dataDir, name);

  return {
    dataDir,
    partPid,
    start: async (env = {}) => {
      const service = await untilUp(dataDir, launch(env));
      clients.push(service.temporal);
      return service;
    },
    run: async (env = {}) => {
      const started = launch(env);
      return { exitCode: await started.exited, output: started.output() };
    },
    remove: async () => {
      for (const client of clients) await client.connection.close();
      for (const { child, pid } of spawned) {
        // The number of one that has ended may be another's by now.
        if (child.exitCode === null && child.signalCode === null) await endIfRunning(pid, 'SIGTERM');
      }
      for (const name of STOP_ORDER) {
        const pid = await partPid(name);
        if (pid && isOurs({ root: ROOT, dataDir }, name, commandLine(pid))) await endIfRunning(pid, 'SIGINT');
      }
      await rm(folder, { recursive: true, force: true });
    },
  };
}

interface Spawned {
  readonly pid: number;
  readonly child: ChildProcess;
  readonly exited: Promise<number | null>;
  output(): string;
}

/** What `npm start` runs, in a process group of its own, as a terminal gives it one. */
function spawnStart(dataDir: string, env: Record<string, string>): Spawned {
  const child = spawn(process.execPath, ['scripts/setup/run.mjs', 'start'], {
    cwd: ROOT,
    env: startEnvironment(dataDir, env),
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => (said += text));
  }
  const exited = once(child, 'close').then(([code]) => code as number | null);
  return { pid: child.pid!, child, exited, output: () => said };
}

/** Neither the developer's environment nor their `.temporal.env` has a say: an empty variable hides the file's. */
function startEnvironment(dataDir: string, env: Record<string, string>): NodeJS.ProcessEnv {
  const connection = ['NAMESPACE', 'API_KEY', 'PROFILE', 'CONFIG_FILE', 'TLS'].map(
    (name) => `TEMPORAL_${name}`,
  );
  const hidden = [...Object.keys(variables.shape), ...connection, 'RAPIWA_WEBHOOK_TOKEN'];
  return {
    ...process.env,
    ...Object.fromEntries(hidden.map((name) => [name, ''])),
    ...{ HTTP_PORT: '0', TEMPORAL_DEV_PORT: '0', TEMPORAL_UI_PORT: '0', SANDBOX_PORT: '0' },
    DATA_DIR: dataDir,
    // As npm sets it: a start whose parent is gone, here a killed test process, then stops by itself.
    npm_lifecycle_event: 'start',
    ...env,
  };
}

async function untilUp(dataDir: string, { pid, child, exited, output }: Spawned): Promise<RunningService> {
  const up = new Promise<'up'>((resolve) => {
    child.stdout!.on('data', () => output().includes(UP) && resolve('up'));
  });
  if ((await Promise.race([up, exited])) !== 'up') throw new Error(`npm start ended:\n${output()}`);
  const text = await readFile(join(dataDir, 'run', 'env.json'), 'utf8');
  const published = JSON.parse(text) as Record<string, string>;
  return {
    url: published['RECOUP_SERVER_URL']!,
    published,
    temporal: new Client({ connection: Connection.lazy({ address: published['TEMPORAL_ADDRESS']! }) }),
    supervisorPid: pid,
    output,
    shownUrl: (name) => new RegExp(`^ *${name} +(https?://\\S+)`, 'm').exec(output())?.[1] ?? '',
    exited,
    pressCtrlC: () => {
      process.kill(-pid, 'SIGINT');
      return exited;
    },
  };
}

async function notedPid(dataDir: string, name: PartName): Promise<number | null> {
  try {
    return Number(await readFile(join(dataDir, 'run', `${name}.pid`), 'utf8'));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

async function endIfRunning(pid: number, signal: NodeJS.Signals): Promise<void> {
  const found = identify(pid);
  if (found) await endProcess(found, signal, 30_000);
}
