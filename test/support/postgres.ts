import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { startEmbeddedPostgres, type EmbeddedPostgres } from '../../scripts/servers/embedded-postgres.ts';
import { clearEarlierPostmaster } from '../../scripts/servers/earlier-postmaster.ts';
import { createDatabase } from '../../src/adapters/postgres/database.ts';
import { migrateToLatest } from '../../src/adapters/postgres/migrate.ts';
import { createPool } from '../../src/adapters/postgres/pool.ts';
import { acquireOwnerLock, LockHeldError } from '../../scripts/servers/owner-lock.ts';

const PREFIX = 'recoup-test-postgres-';

interface SharedServer extends EmbeddedPostgres {
  folder: string;
}

let shared: Promise<SharedServer> | null = null;

/**
 * The one Postgres all test files of this mocha process share: real, embedded, fsync on, any free port.
 * Started at the first call, stopped by `root-hooks.ts`. Use `createTestDatabase` unless the server itself matters.
 */
export async function testPostgres(): Promise<{ url: string }> {
  shared ??= startShared();
  const { url } = await shared;
  return { url };
}

/** A fresh, empty database of its own in the shared server. `drop` ends its open connections too. */
export async function createTestDatabase(): Promise<{ url: string; drop(): Promise<void> }> {
  const { url } = await testPostgres();
  const name = `test_${randomUUID().replaceAll('-', '')}`;
  await runStatement(url, `create database ${name}`);
  const own = new URL(url);
  own.pathname = `/${name}`;
  return { url: own.href, drop: () => runStatement(url, `drop database if exists ${name} with (force)`) };
}

/**
 * A database with all tables, for stories in which Postgres itself never dies: copied from one that was migrated once,
 * and its commits do not wait for the disk.
 */
export async function createStoryDatabase(): Promise<{ url: string; drop(): Promise<void> }> {
  const { url } = await testPostgres();
  template ??= makeTemplate();
  const name = `story_${randomUUID().replaceAll('-', '')}`;
  await runStatement(url, `create database ${name} template ${await template}`);
  await runStatement(url, `alter database ${name} set synchronous_commit = off`);
  const own = new URL(url);
  own.pathname = `/${name}`;
  return { url: own.href, drop: () => runStatement(url, `drop database if exists ${name} with (force)`) };
}

let template: Promise<string> | null = null;

async function makeTemplate(): Promise<string> {
  const { url } = await createTestDatabase();
  const options = { url, size: 1, applicationName: 'template', onIdleError: () => undefined };
  const db = createDatabase(createPool(options));
  await migrateToLatest(db);
  await db.destroy();
  return new URL(url).pathname.slice(1);
}

/** Stops the shared server and removes its files; a no-op when no test used it. */
export async function stopTestPostgres(): Promise<void> {
  const starting = shared;
  shared = null;
  template = null;
  if (!starting) return;
  const server = await starting;
  await server.stop();
  await rm(server.folder, { recursive: true, force: true });
}

async function startShared(): Promise<SharedServer> {
  await removeAbandoned();
  const folder = await mkdtemp(join(tmpdir(), PREFIX));
  const server = await startEmbeddedPostgres({ dataDir: join(folder, 'postgres'), log: () => {} });
  // mocha --exit, or a crash of the test process, skips the root hook.
  process.once('exit', () => shared && process.kill(server.pid, 'SIGINT'));
  return { ...server, folder };
}

/** A test process that was killed could not stop its server: the next one does it. */
async function removeAbandoned(): Promise<void> {
  for (const entry of await readdir(tmpdir())) {
    const folder = join(tmpdir(), entry);
    const dataDir = join(folder, 'postgres');
    // Without a lock file its owner is just making it, or just removing it.
    if (!entry.startsWith(PREFIX) || !existsSync(`${dataDir}.lock`)) continue;
    if (!(await takeOver(`${dataDir}.lock`))) continue;
    await clearEarlierPostmaster(dataDir, () => {});
    await rm(folder, { recursive: true, force: true });
  }
}

async function takeOver(lock: string): Promise<boolean> {
  try {
    await acquireOwnerLock(lock);
    return true;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    // In use by a running test process, or removed by another one a moment ago.
    if (error instanceof LockHeldError || code === 'ENOENT' || code === 'EACCES') return false;
    throw error;
  }
}

async function runStatement(url: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
