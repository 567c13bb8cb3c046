import assert from 'node:assert/strict';
import { sql } from 'kysely';
import pg from 'pg';
import { createDatabase } from '../../../src/adapters/postgres/database.ts';
import { createPool } from '../../../src/adapters/postgres/pool.ts';
import { createTestDatabase } from '../../support/postgres.ts';
import { eventually } from '../../support/eventually.ts';

describe('the connection pool', () => {
  let database: Awaited<ReturnType<typeof createTestDatabase>>;
  let pool: pg.Pool;
  const lost: Error[] = [];

  beforeEach(async () => {
    database = await createTestDatabase();
    lost.length = 0;
    pool = createPool({
      url: database.url,
      size: 3,
      applicationName: 'recoup pool test',
      onIdleError: (error) => lost.push(error),
    });
  });

  afterEach(async () => {
    await pool.end();
    await database.drop();
  });

  /** What an administrator, or a failover, does to every connection of this pool. */
  async function killConnections(): Promise<void> {
    const client = new pg.Client({ connectionString: database.url });
    await client.connect();
    await client.query(
      `select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'recoup pool test'
       and datname = current_database()`,
    );
    await client.end();
  }

  it('tells of an idle connection that was killed, and makes another', async () => {
    await Promise.all([pool.query('select 1'), pool.query('select 1')]);
    const idle = pool.idleCount;
    await killConnections();
    await eventually('the pool hears of it', () => lost.length === idle);
    const { rows } = await pool.query<{ two: number }>('select 2 as two');
    assert.deepEqual(rows, [{ two: 2 }]);
  });

  it('fails the query whose connection is killed, and only that one', async () => {
    const sleeping = assert.rejects(pool.query('select pg_sleep(60)'), /terminat/);
    await eventually('the query runs', async () => {
      const { rows } = await pool.query(`select from pg_stat_activity where query = 'select pg_sleep(60)'`);
      return rows.length > 0;
    });
    await killConnections();
    await sleeping;
    await eventually('the pool works again', () => pool.query('select 1').then(Boolean, () => false));
    assert.equal((await pool.query('select 1')).rowCount, 1);
  });

  it('outlives a transaction whose connection is killed', async () => {
    const db = createDatabase(pool);
    const transaction = db.transaction().execute(async (trx) => {
      await sql`select 1`.execute(trx);
      await killConnections();
      await sql`select 2`.execute(trx);
    });
    await assert.rejects(transaction, /terminat|not queryable/);
    const { rows } = await sql<{ three: number }>`select 3 as three`.execute(db);
    assert.deepEqual(rows, [{ three: 3 }]);
  });

  it('outlives a query of a borrowed connection that is killed', async () => {
    const client = await pool.connect();
    const sleeping = assert.rejects(client.query('select pg_sleep(60)'), /terminat/);
    await killConnections();
    await sleeping;
    client.release(true);
    assert.equal((await pool.query('select 1')).rowCount, 1);
  });

  it('gives instants as ISO text and big integers as digits', async () => {
    const { rows } = await pool.query<Record<string, unknown>>(
      `select '2026-11-23 11:00:00.5+01'::timestamptz as instant, 9007199254740993::bigint as big,
        null::timestamptz as never`,
    );
    assert.deepEqual(rows, [{ instant: '2026-11-23T10:00:00.500Z', big: '9007199254740993', never: null }]);
  });

  it('ends every wait by itself', async () => {
    const { rows } = await pool.query<Record<string, string>>(
      `select current_setting('statement_timeout') as statement,
        current_setting('idle_in_transaction_session_timeout') as idle`,
    );
    assert.deepEqual(rows, [{ statement: '15s', idle: '1min' }]);
  });
});
