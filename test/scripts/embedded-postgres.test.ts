import assert from 'node:assert/strict';
import { once } from 'node:events';
import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { spawn } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { startEmbeddedPostgres } from '../../scripts/servers/embedded-postgres.ts';
import { commandLine, identify } from '../../scripts/servers/process-identity.ts';

const LAUNCHER = new URL('../../scripts/servers/embedded-postgres.ts', import.meta.url).href;

describe('embedded Postgres', function () {
  this.timeout(60_000);
  let folder: string;
  let dataDir: string;
  const undo: (() => Promise<unknown>)[] = [];

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'recoup-embedded-'));
    // mkdtemp makes it 0700; the closed directory has a test of its own.
    await chmod(folder, 0o755);
    dataDir = join(folder, 'data', 'postgres');
  });

  afterEach(async () => {
    for (const step of undo.splice(0).reverse()) await step();
    await rm(folder, { recursive: true, force: true });
  });

  async function start() {
    const server = await startEmbeddedPostgres({ dataDir, log: () => {} });
    undo.push(() => server.stop());
    return server;
  }

  it('keeps its rows over a stop and a second start', async () => {
    const first = await start();
    await query(first.url, 'create table kept as select 42 as answer');
    await first.stop();
    const second = await start();
    assert.deepEqual(await query(second.url, 'select answer from kept'), [{ answer: 42 }]);
  });

  it('keeps fsync on and listens on loopback only, without a unix socket', async () => {
    const { url } = await start();
    const names = ['fsync', 'listen_addresses', 'unix_socket_directories', 'synchronous_commit'];
    const rows = await query(
      url,
      `select setting from pg_settings where name in ('${names.join("','")}') order by name`,
    );
    assert.deepEqual(rows, [{ setting: 'on' }, { setting: '127.0.0.1' }, { setting: 'on' }, { setting: '' }]);
  });

  it('thrown away with its process, waits for no disk and is reached by a socket file', async () => {
    const server = await startEmbeddedPostgres({ dataDir, log: () => {}, isThrowAway: true });
    undo.push(() => server.stop());
    const rows = await query(
      server.url,
      `select inet_client_addr() as address, current_setting('fsync') as fsync`,
    );
    assert.deepEqual(rows, [{ address: null, fsync: 'off' }]);
  });

  it('starts again after its server process was killed', async () => {
    const first = await start();
    await query(first.url, 'create table kept as select 42 as answer');
    process.kill(first.pid, 'SIGKILL');
    assert.match(await first.exited, /SIGKILL/);
    await first.stop();
    const second = await start();
    assert.deepEqual(await query(second.url, 'select answer from kept'), [{ answer: 42 }]);
  });

  it('stops the server that a killed parent left behind, then starts', async () => {
    const orphan = await startInKilledParent(dataDir);
    assert.notEqual(identify(orphan), null, 'the server outlives its parent');
    const server = await start();
    assert.equal(identify(orphan), null);
    assert.notEqual(server.pid, orphan);
  });

  it('is not stopped by a pid file whose number belongs to a foreign process', async () => {
    await (await start()).stop();
    await writeFile(join(dataDir, 'postmaster.pid'), `${process.pid}\n${dataDir}\n1\n5432\n\n127.0.0.1\n`);
    const { url } = await start();
    assert.deepEqual(await query(url, 'select 1 as one'), [{ one: 1 }]);
  });

  it('refuses a second start on a directory in use, and names the remedy', async () => {
    const first = await start();
    await assert.rejects(start(), new RegExp(`belongs to process ${process.pid}.*DATA_DIR`, 's'));
    assert.deepEqual(await query(first.url, 'select 1 as one'), [{ one: 1 }]);
  });

  it('lets exactly one of two simultaneous starts have a new directory', async () => {
    const results = await Promise.allSettled([start(), start()]);
    assert.deepEqual(results.map((result) => result.status).sort(), ['fulfilled', 'rejected']);
  });

  it('begins anew where an earlier first start was interrupted', async () => {
    await mkdir(`${dataDir}.new`, { recursive: true });
    await writeFile(join(`${dataDir}.new`, 'PG_VERSION'), '18');
    const { url } = await start();
    assert.deepEqual(await query(url, 'select current_database() as name'), [{ name: 'recoup' }]);
  });

  it('works below a directory that is closed to other users', async () => {
    await chmod(folder, 0o700);
    const { url, pid } = await start();
    assert.deepEqual(await query(url, 'select 1 as one'), [{ one: 1 }]);
    assert.match(commandLine(pid), /^\S*postgres -D /);
  });
});

async function query(url: string, statement: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(statement)).rows;
  } finally {
    await client.end();
  }
}

/** Starts Postgres in a child process, kills that child, and returns the pid of the Postgres it leaves. */
async function startInKilledParent(dataDir: string): Promise<number> {
  const code = `const { startEmbeddedPostgres } = await import(${JSON.stringify(LAUNCHER)});
    const server = await startEmbeddedPostgres({ dataDir: ${JSON.stringify(dataDir)}, log: () => {} });
    process.send(server.pid);`;
  const args = ['--import', 'tsx', '--input-type=module', '--eval', code];
  const parent = spawn(process.execPath, args, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  const [pid] = (await once(parent, 'message')) as [number];
  parent.kill('SIGKILL');
  await once(parent, 'exit');
  return pid;
}
