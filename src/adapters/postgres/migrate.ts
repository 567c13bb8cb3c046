import { Migrator, type Kysely } from 'kysely';
import type { Schema } from './schema.ts';
import * as ledger from './migrations/0001-ledger.ts';
import * as subjects from './migrations/0002-subjects.ts';
import * as inbound from './migrations/0005-inbound.ts';

/**
 * Brings the database up to date. Safe in several processes at once: the migrator takes an advisory lock.
 * Throws the error of the migration that failed; nothing of that one stays.
 */
export async function migrateToLatest(db: Kysely<Schema>): Promise<readonly string[]> {
  const migrator = new Migrator({
    db,
    provider: {
      getMigrations: () =>
        Promise.resolve({ '0001-ledger': ledger, '0002-subjects': subjects, '0005-inbound': inbound }),
    },
  });
  const { error, results } = await migrator.migrateToLatest();
  if (error) throw error instanceof Error ? error : new Error('migration failed', { cause: error });
  return (results ?? []).map((result) => result.migrationName);
}
