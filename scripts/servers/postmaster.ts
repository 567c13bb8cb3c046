import { setTimeout as delay } from 'node:timers/promises';
import type { PostgresAccount } from './postgres-account.ts';
import { freePort } from './free-port.ts';
import { watchProcess, type WatchedProcess } from './watched-process.ts';

const READY = 'database system is ready to accept connections';
/** Long enough for the recovery after a crash. */
const START_LIMIT_MS = 60_000;
const STOP_GRACE_MS = 20_000;
const TRIES = 20;

/** What it takes to run Postgres on a prepared data directory. */
export interface PostmasterOptions {
  account: PostgresAccount;
  program: string;
  dataDir: string;
  /** 0 = any free. */
  port: number;
  log: (line: string) => void;
  /** Nothing in it outlives the process that started it. */
  isThrowAway: boolean;
  /** Postgres's own, over ours. */
  tuning: Readonly<Record<string, string>>;
}

/** A running Postgres server process. */
export interface Postmaster extends WatchedProcess {
  port: number;
}

/** Starts Postgres and waits until it accepts connections. */
export async function startPostmaster(options: PostmasterOptions): Promise<Postmaster> {
  for (let tries = 1; ; tries += 1) {
    const port = options.port === 0 ? await freePort() : options.port;
    const started = await launch(options, port);
    if (typeof started !== 'string') return started;
    if (tries === TRIES || !mayPass(started, options.port)) {
      throw new Error(`Postgres on ${options.dataDir}, port ${port}, ${started}`);
    }
    await delay(250);
  }
}

/** A free port can be taken between the look and the start; children of a killed Postgres end a moment after it. */
function mayPass(reason: string, wantedPort: number): boolean {
  if (reason.includes('pre-existing shared memory block')) return true;
  return wantedPort === 0 && reason.includes('Address already in use');
}

async function launch(options: PostmasterOptions, port: number): Promise<Postmaster | string> {
  const args = ['-D', options.dataDir, '-p', String(port), ...settings(options)];
  const child = options.account.start(options.program, args, ['ignore', 'ignore', 'pipe']);
  let becomeReady: (word: 'ready') => void;
  const ready = new Promise<'ready'>((resolve) => (becomeReady = resolve));
  const log = (line: string) => {
    options.log(line);
    if (line.includes(READY)) becomeReady('ready');
  };
  // SIGINT is Postgres's "fast shutdown": it ends sessions, writes a checkpoint and leaves nothing to recover.
  const watched = watchProcess(child, { log, stopSignal: 'SIGINT', graceMs: STOP_GRACE_MS });
  const slow = delay(START_LIMIT_MS, `was not ready after ${START_LIMIT_MS / 1000} s`, { ref: false });
  const first = await Promise.race([ready, watched.exited, slow]);
  if (first === 'ready') return { ...watched, port };
  await watched.stop();
  return first;
}

/** No wait for the disk, nothing written for a crash or a replica, and a socket, which costs less than TCP. */
function throwAwaySettings(dataDir: string): Record<string, string> {
  return {
    unix_socket_directories: dataDir,
    fsync: 'off',
    full_page_writes: 'off',
    synchronous_commit: 'off',
    wal_level: 'minimal',
    max_wal_senders: '0',
    // Its plans are first made while its tables are empty, and they fill within seconds.
    autovacuum_naptime: '1s',
    // Nobody looks at what its sessions do.
    track_activities: 'off',
    update_process_title: 'off',
  };
}

/** Loopback TCP only. fsync stays on: what the inbox accepts must survive a crash in development too. */
function settings({ isThrowAway, dataDir, tuning }: PostmasterOptions): string[] {
  const values = {
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    shared_buffers: '64MB',
    timezone: 'UTC',
    log_timezone: 'UTC',
    // Neither rows nor statements: both may hold names and phone numbers.
    log_error_verbosity: 'terse',
    log_min_error_statement: 'panic',
    log_checkpoints: 'off',
    ...(isThrowAway && throwAwaySettings(dataDir)),
    ...tuning,
  };
  return Object.entries(values).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
}
