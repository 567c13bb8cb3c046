import { Migrator, type Kysely } from 'kysely';
import type { Schema } from './schema.ts';
import * as ledger from './migrations/0001-ledger.ts';
import * as subjects from './migrations/0002-subjects.ts';
import * as channels from './migrations/0003-channels.ts';
import * as sendDevices from './migrations/0004-send-devices.ts';
import * as inbound from './migrations/0005-inbound.ts';
import * as access from './migrations/0006-access.ts';
import * as reconciliation from './migrations/0007-reconciliation.ts';
import * as conversations from './migrations/0008-conversations.ts';
import * as sequences from './migrations/0009-sequences.ts';
import * as links from './migrations/0011-links.ts';
import * as replies from './migrations/0012-replies.ts';
import * as outbound from './migrations/0013-outbound.ts';
import * as toldDebts from './migrations/0014-told-debts.ts';
import * as inboxReads from './migrations/0015-inbox-reads.ts';

/** In the order in which they are applied; one that has been released is never changed. */
export const MIGRATIONS = {
  '0001-ledger': ledger,
  '0002-subjects': subjects,
  '0003-channels': channels,
  '0004-send-devices': sendDevices,
  '0005-inbound': inbound,
  '0006-access': access,
  '0007-reconciliation': reconciliation,
  '0008-conversations': conversations,
  '0009-sequences': sequences,
  '0011-links': links,
  '0012-replies': replies,
  '0013-outbound': outbound,
  '0014-told-debts': toldDebts,
  '0015-inbox-reads': inboxReads,
};

/**
 * Brings the database up to date. Safe in several processes at once: the migrator takes an advisory lock.
 * Throws the error of the migration that failed; nothing of that one stays.
 */
export async function migrateToLatest(db: Kysely<Schema>): Promise<readonly string[]> {
  const migrator = new Migrator({
    db,
    provider: {
      getMigrations: () => Promise.resolve(MIGRATIONS),
    },
  });
  const { error, results } = await migrator.migrateToLatest();
  if (error) throw error instanceof Error ? error : new Error('migration failed', { cause: error });
  return (results ?? []).map((result) => result.migrationName);
}
