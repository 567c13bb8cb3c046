import { sql, type Kysely, type RawBuilder } from 'kysely';
import { z } from 'zod';
import type { Source } from '../../domain/ids.ts';
import { standingRank } from '../../domain/standing.ts';
import type { Log } from '../../ports/log.ts';
import type { Page, ReconciliationLedger } from '../../ports/reconciliation.ts';
import { parseRecovery, readable, type RecoveryRow } from './recoveries.ts';
import type { Schema } from './schema.ts';

type Reads = Pick<
  ReconciliationLedger,
  'openRecoveries' | 'unsettledRecoveries' | 'pendingCrm' | 'knownDebts' | 'knownEvents' | 'waitingRows'
>;

/** How long after its end a suspended recovery is still looked at: an unheard payment must give access back. */
const SUSPENDED_DAYS = 90;

export function createReconciliationReads(db: Kysely<Schema>, log: Log): Reads {
  return {
    openRecoveries: async (cursor, limit) => {
      const page = await recoveriesWhere(db, sql<boolean>`outcome is null`, { cursor, limit });
      return { ...page, items: readable(page.items, parseRecovery, log) };
    },
    unsettledRecoveries: async (cursor, limit) => {
      const page = await recoveriesWhere(db, UNSETTLED, { cursor, limit });
      return { ...page, items: readable(page.items, parseRecovery, log) };
    },
    pendingCrm: async (cursor, limit) => {
      const pending = sql<boolean>`crm_pending and crm_status is not null`;
      const page = await recoveriesWhere(db, pending, { cursor, limit });
      return { ...page, items: readable(page.items, toCrmStatus, log) };
    },
    knownDebts: (source, debtIds) => knownDebts(db, source, debtIds),
    knownEvents: async (source, eventIds) => {
      const { rows } = await sql<{ event_id: string }>`
        select event_id from inbox_events
        where source = ${source} and event_id = any(${eventIds}::text[])`.execute(db);
      return new Set(rows.map((row) => row.event_id));
    },
    waitingRows: async (limit) => {
      const rows = await db
        .selectFrom('inbox_events')
        .select(['id', 'state'])
        .where('state', 'in', ['parked', 'quarantined'])
        .orderBy('id')
        .limit(limit)
        .execute();
      return rows.map((row) => waitingRow.parse(row));
    },
  };
}

async function recoveriesWhere(
  db: Kysely<Schema>,
  where: RawBuilder<boolean>,
  { cursor, limit }: { readonly cursor: string | null; readonly limit: number },
): Promise<Page<RecoveryRow>> {
  const after = readCursor(cursor);
  const { rows } = await sql<RecoveryRow>`
    select * from recoveries r
    where ${where}
      and (first_failure_at, source, debt_id) > (${after.at}::timestamptz, ${after.source}, ${after.debtId})
    order by first_failure_at, source, debt_id limit ${limit}`.execute(db);
  return pageOf(rows, limit);
}

async function knownDebts(
  db: Kysely<Schema>,
  source: Source,
  debtIds: readonly string[],
): Promise<ReadonlySet<string>> {
  const { rows } = await sql<{ debt_id: string }>`
    select debt_id from recoveries where source = ${source} and debt_id = any(${debtIds}::text[])
    union select debt_id from standings where source = ${source} and debt_id = any(${debtIds}::text[])
    union select debt_id from inbox_events
      where source = ${source} and debt_id = any(${debtIds}::text[]) and kind = 'payment_failed'`.execute(db);
  return new Set(rows.map((row) => row.debt_id));
}

const waitingRow = z.object({ id: z.string(), state: z.enum(['parked', 'quarantined']) });

/**
 * A payment can still follow what is only uncollectible, or what only its subject ended. A standing that a look wrote,
 * and no event, has told nobody.
 */
const UNSETTLED = sql<boolean>`(outcome is null or exists (
    select from access_suspensions a where a.source = r.source and a.debt_id = r.debt_id
      and a.restored_at is null and a.policy <> 'processor'
      and r.ended_at > now() - make_interval(days => ${SUSPENDED_DAYS})))
  and not exists (select from standings s where s.source = r.source and s.debt_id = r.debt_id
    and s.event_id is not null and (r.outcome is null or s.rank >= ${standingRank('deleted')}))`;

function toCrmStatus(row: RecoveryRow) {
  const { input } = parseRecovery(row);
  return {
    debt: { source: input.source, debtId: input.debtId },
    customerId: input.customerId,
    status: row.crm_status!,
    sequenceNumber: row.crm_sequence,
    amountDueMinor: row.amount_due_minor,
    currency: row.currency,
    at: row.ended_at ?? row.first_failure_at,
  };
}

const cursorJson = z.tuple([z.string(), z.string(), z.string()]);

function readCursor(cursor: string | null): { at: string; source: string; debtId: string } {
  if (cursor === null) return { at: '-infinity', source: '', debtId: '' };
  const [at, source, debtId] = cursorJson.parse(JSON.parse(cursor));
  return { at, source, debtId };
}

function pageOf(rows: readonly RecoveryRow[], limit: number): Page<RecoveryRow> {
  const last = rows.at(-1);
  const isFull = last !== undefined && rows.length === limit;
  return {
    items: rows,
    next: isFull ? JSON.stringify([last.first_failure_at, last.source, last.debt_id]) : null,
  };
}
