import { randomUUID } from 'node:crypto';
import type { Kysely } from 'kysely';
import type pg from 'pg';
import { createDatabase, createPreparedDatabase } from '../../../src/adapters/postgres/database.ts';
import { createPostgresLedger } from '../../../src/adapters/postgres/ledger.ts';
import { migrateToLatest } from '../../../src/adapters/postgres/migrate.ts';
import { createPool } from '../../../src/adapters/postgres/pool.ts';
import type { Schema } from '../../../src/adapters/postgres/schema.ts';
import type { DebtRef } from '../../../src/domain/ids.ts';
import { toInstant, type IsoInstant } from '../../../src/domain/instant.ts';
import { STANDARD_SEQUENCE } from '../../support/standard-sequence.ts';
import type { Ledger, RecoveryRecord } from '../../../src/ports/ledger.ts';
import type { Log } from '../../../src/ports/log.ts';
import { createTestDatabase } from '../../support/postgres.ts';

/** One connection pool of one process. */
export interface Connected {
  readonly pool: pg.Pool;
  readonly db: Kysely<Schema>;
  readonly ledger: Ledger;
  /** What the ledger logged as an error: `event`, with its fields. */
  readonly complaints: readonly object[];
}

/** A migrated database of its own: real Postgres. */
export interface OpenLedger extends Connected {
  readonly url: string;
  /** Another process on the same database; ended by `close`. */
  connect(options?: { readonly random?: () => number }): Connected;
  close(): Promise<void>;
}

export async function openLedger(): Promise<OpenLedger> {
  const database = await createTestDatabase();
  const opened: Connected[] = [];
  const connect: OpenLedger['connect'] = ({ random = () => 0 } = {}) => {
    const pool = createPool({
      url: database.url,
      size: 8,
      applicationName: 'recoup test',
      onIdleError: () => undefined,
    });
    const db = createDatabase(pool);
    const complaints: object[] = [];
    const log: Log = {
      info: () => undefined,
      warn: () => undefined,
      error: (fields, event) => complaints.push({ event, ...fields }),
    };
    const ledger = createPostgresLedger(createPreparedDatabase(pool), random, log);
    const connected = { pool, db, ledger, complaints };
    opened.push(connected);
    return connected;
  };
  const first = connect();
  await migrateToLatest(first.db);
  return {
    ...first,
    url: database.url,
    connect,
    close: async () => {
      for (const { db } of opened) await db.destroy();
      await database.drop();
    },
  };
}

/** Monday, 10:00 UTC, and so many milliseconds. */
export function instant(afterMs = 0): IsoInstant {
  return toInstant(Date.UTC(2026, 10, 23, 10) + afterMs);
}

export function aDebt(): DebtRef {
  return { source: 'stripe', debtId: `in_${randomUUID()}` };
}

export interface RecoveryFacts {
  readonly debt?: DebtRef;
  readonly customerId?: string | null;
  readonly subscriptionId?: string | null;
  readonly amountDueMinor?: string;
  readonly openedBy?: string;
}

export function aRecovery(facts: RecoveryFacts = {}): RecoveryRecord {
  const { customerId = `cus_${randomUUID()}`, subscriptionId = `sub_${randomUUID()}` } = facts;
  return {
    input: {
      ...(facts.debt ?? aDebt()),
      kind: 'invoice',
      customerId,
      firstFailureAt: instant(),
      sequence: STANDARD_SEQUENCE,
      amountDueMinor: facts.amountDueMinor ?? '1999',
      currency: 'USD',
    },
    subscriptionId,
    openedBy: facts.openedBy ?? `evt_${randomUUID()}`,
    outcome: null,
    suspendAt: null,
  };
}

/** A recovery that the ledger knows. */
export async function openedRecovery(
  { ledger }: Connected,
  facts: RecoveryFacts = {},
): Promise<RecoveryRecord> {
  const { record } = await ledger.openRecovery(aRecovery(facts));
  return record;
}
