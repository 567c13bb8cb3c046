import assert from 'node:assert/strict';
import { sql, type Kysely } from 'kysely';
import type pg from 'pg';
import { createPreparedDatabase } from '../../../src/adapters/postgres/database.ts';
import { createPool } from '../../../src/adapters/postgres/pool.ts';
import type { Schema } from '../../../src/adapters/postgres/schema.ts';
import { createTestDatabase } from '../../support/postgres.ts';

describe('prepared statements of the ledger', () => {
  let database: Awaited<ReturnType<typeof createTestDatabase>>;
  let pool: pg.Pool;
  let db: Kysely<Schema>;

  beforeEach(async () => {
    database = await createTestDatabase();
    // One connection, so that a statement meets the one that knows it.
    const options = { url: database.url, size: 1, applicationName: 'prepared', onIdleError: () => undefined };
    pool = createPool(options);
    db = createPreparedDatabase(pool);
    await pool.query(`create table things (id int primary key, name text)`);
    await pool.query(`insert into things values (1, 'one'), (2, 'two')`);
  });

  afterEach(async () => {
    await db.destroy();
    await database.drop();
  });

  const find = async (id: number) => (await sql`select * from things where id = ${id}`.execute(db)).rows;
  const known = async () => {
    const { rows } = await pool.query<{ statement: string }>('select statement from pg_prepared_statements');
    return rows.map(({ statement }) => statement);
  };

  it('are made once per connection and bound to other values after that', async () => {
    assert.deepEqual(await find(1), [{ id: 1, name: 'one' }]);
    assert.deepEqual(await find(2), [{ id: 2, name: 'two' }]);
    assert.deepEqual(await known(), ['select * from things where id = $1']);
  });

  it('work inside a transaction', async () => {
    const names = await db.transaction().execute(async (trx) => {
      await sql`update things set name = ${'three'} where id = ${1}`.execute(trx);
      return (await sql`select name from things where id = ${1}`.execute(trx)).rows;
    });
    assert.deepEqual(names, [{ name: 'three' }]);
  });

  it('a newer release adds a column: one query fails, and the next has the column', async () => {
    await find(1);
    await pool.query(`alter table things add column size int default 7`);
    await assert.rejects(find(1), /cached plan must not change result type/);
    assert.deepEqual(await find(1), [{ id: 1, name: 'one', size: 7 }]);
  });

  it('behind a pooler that knows none, one query fails and no other is prepared', async () => {
    await find(1);
    // What the next transaction meets when it is given another connection.
    await pool.query('deallocate all');
    await assert.rejects(find(1), /prepared statement .* does not exist/);
    assert.deepEqual(await find(1), [{ id: 1, name: 'one' }]);
    assert.deepEqual(await known(), []);
  });
});
