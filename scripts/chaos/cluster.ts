import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { startEmbeddedPostgres } from '../servers/embedded-postgres.ts';
import { freePort } from '../servers/free-port.ts';
import { startTemporalDevServer } from '../servers/temporal-dev-server.ts';
import { watchProcess, type WatchedProcess } from '../servers/watched-process.ts';
import { openLog } from '../supervisor/log-file.ts';

/** In the order in which they stop. */
export const PARTS = ['server', 'worker', 'temporal', 'postgres'] as const;
export type PartName = (typeof PARTS)[number];

/** The service as in production: each part a process of its own that somebody starts again when it dies. */
export interface Cluster {
  readonly serverUrl: string;
  readonly databaseUrl: string;
  readonly temporalAddress: string;
  /** `kill -9`; false when it is just not running. */
  kill(name: PartName): boolean;
  stop(): Promise<void>;
}

export interface ClusterOptions {
  /** Where data and logs go; it exists. */
  readonly folder: string;
  /** Folder of the built service: the same files as in production. */
  readonly build: string;
  readonly cliPath: string;
  /** Of server and worker, beside the places of this cluster. */
  readonly env: Readonly<Record<string, string>>;
}

/** A short breath before a dead part is started again. */
const BREATH_MS = 200;

export async function startCluster(options: ClusterOptions): Promise<Cluster> {
  const [http, postgres, temporal, ui] = (await Promise.all(Array.from({ length: 4 }, freePort))) as Ports;
  const places = {
    serverUrl: `http://127.0.0.1:${http}`,
    databaseUrl: `postgres://postgres@127.0.0.1:${postgres}/recoup`,
    temporalAddress: `127.0.0.1:${temporal}`,
  };
  const start = partStarters(options, [http, postgres, temporal, ui], places);
  const log = openLog(join(options.folder, 'logs'), 'keepers');
  const keepers = new Map<PartName, Keeper>();
  for (const name of ['postgres', 'temporal', 'server', 'worker'] as const) {
    const keeper = keepAlive(start[name], (line) => log.write(`${name} ${line}`));
    keepers.set(name, keeper);
    await keeper.started;
  }
  return {
    ...places,
    kill: (name) => keepers.get(name)!.kill(),
    stop: async () => {
      for (const name of PARTS) await keepers.get(name)!.stop();
    },
  };
}

type Ports = [http: number, postgres: number, temporal: number, ui: number];
type Places = Pick<Cluster, 'serverUrl' | 'databaseUrl' | 'temporalAddress'>;

function partStarters(
  { folder, build, cliPath, env }: ClusterOptions,
  [http, postgres, temporal, uiPort]: Ports,
  { databaseUrl, temporalAddress }: Places,
): Record<PartName, () => Promise<WatchedProcess>> {
  const [postgresLog, temporalLog, serverLog, workerLog] = ['postgres', 'temporal', 'server', 'worker'].map(
    (name) => openLog(join(folder, 'logs'), name),
  );
  const complete = {
    PATH: process.env['PATH'],
    ...env,
    HTTP_PORT: String(http),
    DATABASE_URL: databaseUrl,
    TEMPORAL_ADDRESS: temporalAddress,
  };
  const dataDir = join(folder, 'postgres');
  const dbFile = join(folder, 'temporal.db');
  return {
    postgres: () => startEmbeddedPostgres({ dataDir, port: postgres, log: postgresLog!.write }),
    temporal: () =>
      startTemporalDevServer({ cliPath, dbFile, port: temporal, uiPort, log: temporalLog!.write }),
    server: () => startBuilt(join(build, 'server.js'), complete, serverLog!.fd),
    worker: () => startBuilt(join(build, 'worker.js'), complete, workerLog!.fd),
  };
}

interface Keeper {
  /** Resolves when it first runs. */
  readonly started: Promise<void>;
  kill(): boolean;
  stop(): Promise<void>;
}

/** Starts a part again whenever it ends, as the platform does in production. */
function keepAlive(start: () => Promise<WatchedProcess>, log: (line: string) => void): Keeper {
  let stopping = false;
  let running: WatchedProcess | null = null;
  let tellStarted = (): void => {};
  const started = new Promise<void>((resolve) => (tellStarted = resolve));
  const keep = async (): Promise<void> => {
    while (!stopping) {
      try {
        const part = await start();
        running = part;
        tellStarted();
        log(await part.exited);
        // Gone already: gives back what the start took, such as the lock of its directory.
        await part.stop();
      } catch (error) {
        // What it needs may be down as well: tried again.
        log(String(error));
      }
      running = null;
      await delay(BREATH_MS);
    }
  };
  const kept = keep();
  return {
    started,
    kill: () => {
      if (!running) return false;
      process.kill(running.pid, 'SIGKILL');
      running = null;
      return true;
    },
    stop: async () => {
      stopping = true;
      await running?.stop();
      await kept;
    },
  };
}

const READY_LIMIT_MS = 60_000;

/** Resolves when the process says that it is ready; it stops by itself when we are gone. */
async function startBuilt(script: string, env: NodeJS.ProcessEnv, log: number): Promise<WatchedProcess> {
  const child = spawn(process.execPath, [script], {
    env,
    stdio: ['ignore', log, log, 'ipc'],
    detached: true,
  });
  const watched = watchProcess(child, { log: () => {}, stopSignal: 'SIGTERM', graceMs: 40_000 });
  const ready = new Promise<null>((resolve) => child.once('message', () => resolve(null)));
  const late = delay(READY_LIMIT_MS, 'was not ready in time', { ref: false });
  const problem = await Promise.race([ready, watched.exited, late]);
  if (problem === null) return watched;
  await watched.stop();
  throw new Error(problem);
}
