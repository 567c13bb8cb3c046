import { sql, type Kysely, type Transaction } from 'kysely';
import { z } from 'zod';
import { HOLD_KINDS } from '../../domain/hold.ts';
import type { DebtRef } from '../../domain/ids.ts';
import { toEpochMs, toInstant, type IsoInstant } from '../../domain/instant.ts';
import type { HandOff } from '../../ports/inbox.ts';
import type { NewsStore, WaitingNews } from '../../ports/inbound.ts';
import type { RecoveryNews } from '../../ports/recovery-engine.ts';
import type { Schema } from './schema.ts';

/** What others than the processor tell a running recovery: the kinds that wait in `recovery_news`. */
type LedgerNews = Extract<RecoveryNews, { kind: 'opted_out' | 'hold_released' }>;

export interface NewNews {
  readonly news: LedgerNews;
  readonly now: IsoInstant;
}

/** In the transaction of the fact itself: Temporal being away delays the news and cannot lose it. */
export async function addNews(
  db: Kysely<Schema>,
  debts: readonly DebtRef[],
  { news, now }: NewNews,
): Promise<void> {
  if (debts.length === 0) return;
  const row = { news: JSON.stringify(news), state: 'pending', created_at: now, next_try_at: now };
  await db
    .insertInto('recovery_news')
    .values(debts.map(({ source, debtId }) => ({ source, debt_id: debtId, ...row })))
    .execute();
}

const MAX_TRIES = 5;
const UNREACHABLE_PAUSE_MS = 1_000;

/** Rows stay locked while they are handed over, so replicas never share one. */
export function createNewsStore(db: Kysely<Schema>): NewsStore {
  return {
    relay: (limit, now, handOver) =>
      db.transaction().execute(async (trx) => {
        const rows = await lockDueRows(trx, limit, now);
        const results = await Promise.all(
          rows.map(async (row) => ({ row, result: await tell(row, handOver) })),
        );
        const parked: string[] = [];
        for (const { row, result } of results) {
          if ((await settle(trx, { row, result, now })) === 'parked') parked.push(row.id);
        }
        const unreachable = results.filter(({ result }) => result.kind === 'unreachable').length;
        return { taken: rows.length, unreachable, parked };
      }),
  };
}

interface LockedRow {
  readonly id: string;
  readonly source: string;
  readonly debt_id: string;
  readonly news: unknown;
  readonly tries: number;
}

function lockDueRows(trx: Transaction<Schema>, limit: number, now: IsoInstant): Promise<LockedRow[]> {
  return trx
    .selectFrom('recovery_news')
    .select(['id', 'source', 'debt_id', 'news', 'tries'])
    .where('state', '=', 'pending')
    .where('next_try_at', '<=', now)
    .orderBy('next_try_at')
    .orderBy('id')
    .limit(limit)
    .forUpdate()
    .skipLocked()
    .execute();
}

const newsJson = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('opted_out'), at: z.string() }),
  z.object({ kind: z.literal('hold_released'), hold: z.enum(HOLD_KINDS) }),
]);
const sourceName = z.literal('stripe');

/** A row of a later version must not stop the rows beside it. */
async function tell(row: LockedRow, handOver: (waiting: WaitingNews) => Promise<HandOff>): Promise<HandOff> {
  const news = newsJson.safeParse(row.news).data;
  const source = sourceName.safeParse(row.source).data;
  if (!news || !source) return { kind: 'refused', reason: 'its news cannot be read' };
  return handOver({ id: row.id, debt: { source, debtId: row.debt_id }, news });
}

interface Settling {
  readonly row: LockedRow;
  readonly result: HandOff;
  readonly now: IsoInstant;
}

async function settle(trx: Transaction<Schema>, { row, result, now }: Settling): Promise<string> {
  const change = changeOf(row, result, now);
  await trx.updateTable('recovery_news').set(change).where('id', '=', row.id).execute();
  return change.state;
}

function changeOf({ tries: before }: LockedRow, result: HandOff, now: IsoInstant) {
  if (result.kind === 'done') return { state: 'done', reason: null };
  const later = (ms: number) => toInstant(toEpochMs(now) + ms);
  if (result.kind === 'unreachable') return { state: 'pending', next_try_at: later(UNREACHABLE_PAUSE_MS) };
  const tries = before + 1;
  const state = tries >= MAX_TRIES ? 'parked' : 'pending';
  return { state, tries, reason: result.reason, next_try_at: later(2 ** tries * 1_000) };
}

/** Told to the recoveries of rows that a statement selects. */
export function newsRows(news: LedgerNews, now: IsoInstant) {
  return sql`${JSON.stringify(news)}::jsonb, 'pending', ${now}::timestamptz, ${now}::timestamptz`;
}
