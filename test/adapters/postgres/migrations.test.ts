import assert from 'node:assert/strict';
import type { Kysely } from 'kysely';
import { createDatabase } from '../../../src/adapters/postgres/database.ts';
import { migrateToLatest } from '../../../src/adapters/postgres/migrate.ts';
import { createPool } from '../../../src/adapters/postgres/pool.ts';
import type { Schema } from '../../../src/adapters/postgres/schema.ts';
import { readOwnSecret } from '../../../src/adapters/postgres/settings.ts';
import { createTestDatabase } from '../../support/postgres.ts';

describe('an empty database', () => {
  let database: Awaited<ReturnType<typeof createTestDatabase>>;
  const opened: Kysely<Schema>[] = [];

  function connect(): Kysely<Schema> {
    const options = { url: database.url, size: 2, applicationName: 'migrator', onIdleError: () => undefined };
    const db = createDatabase(createPool(options));
    opened.push(db);
    return db;
  }

  beforeEach(async () => {
    database = await createTestDatabase();
  });

  afterEach(async () => {
    for (const db of opened.splice(0)) await db.destroy();
    await database.drop();
  });

  it('is brought up to date once, however many processes start on it at the same time', async () => {
    const applied = await Promise.all([1, 2, 3, 4].map(() => migrateToLatest(connect())));
    assert.deepEqual(applied.flat(), ['0001-ledger', '0002-subjects', '0007-reconciliation']);
  });

  it('is left alone by the second start', async () => {
    assert.deepEqual(await migrateToLatest(connect()), [
      '0001-ledger',
      '0002-subjects',
      '0007-reconciliation',
    ]);
    const secret = await readOwnSecret(connect());
    assert.deepEqual(await migrateToLatest(connect()), []);
    assert.equal(await readOwnSecret(connect()), secret);
  });

  it('makes a secret of its own, long and unlike any other', async () => {
    const db = connect();
    await migrateToLatest(db);
    assert.match(await readOwnSecret(db), /^[0-9a-f]{64}$/);
  });

  it('keeps nothing of a migration that fails', async () => {
    const db = connect();
    await db.schema.createTable('settings').addColumn('mine', 'text').execute();
    await assert.rejects(migrateToLatest(db), /relation "settings" already exists/);
    const tables = (await db.introspection.getTables()).map((table) => table.name);
    assert.deepEqual(tables, ['settings']);
    await db.schema.dropTable('settings').execute();
    assert.deepEqual(await migrateToLatest(db), ['0001-ledger', '0002-subjects', '0007-reconciliation']);
  });
});
