import { sql, type Kysely } from 'kysely';
import { z } from 'zod';
import { HOLD_KINDS, REPLY_HOLDS } from '../../domain/hold.ts';
import type { DebtRef } from '../../domain/ids.ts';
import type { IsoInstant } from '../../domain/instant.ts';
import type { HandOff } from '../../ports/inbox.ts';
import type { NewsStore, WaitingNews } from '../../ports/inbound.ts';
import type { RecoveryNews } from '../../ports/recovery-engine.ts';
import { relayDueRows, type OutboxRow } from './outbox.ts';
import type { Schema } from './schema.ts';
import { sourceName } from './source-name.ts';

/** What others than the processor tell a running recovery: the kinds that wait in `recovery_news`. */
type LedgerNews = Extract<RecoveryNews, { kind: 'opted_out' | 'replied' | 'hold_released' }>;

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

/** The rows of `recovery_news`, told in the order in which they are due. */
export function createNewsStore(db: Kysely<Schema>): NewsStore {
  return {
    relay: (limit, now, handOver) =>
      relayDueRows<NewsRow>(
        db,
        {
          table: 'recovery_news',
          columns: ['source', 'debt_id', 'news'],
          handOver: (row) => tell(row, handOver),
        },
        { limit, now },
      ),
  };
}

interface NewsRow extends OutboxRow {
  readonly source: string;
  readonly debt_id: string;
  readonly news: unknown;
}

const newsJson = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('opted_out'), at: z.string() }),
  z.object({
    kind: z.literal('replied'),
    replyId: z.string(),
    hold: z.enum(REPLY_HOLDS),
    holdUntil: z.string().nullable(),
  }),
  z.object({ kind: z.literal('hold_released'), hold: z.enum(HOLD_KINDS) }),
]);

/** A row of a later version must not stop the rows beside it. */
async function tell(row: NewsRow, handOver: (waiting: WaitingNews) => Promise<HandOff>): Promise<HandOff> {
  const news = newsJson.safeParse(row.news).data;
  const source = sourceName.safeParse(row.source).data;
  if (!news || !source) return { kind: 'refused', reason: 'its news cannot be read' };
  return handOver({ id: row.id, debt: { source, debtId: row.debt_id }, news });
}

/** Told to the recoveries of rows that a statement selects. */
export function newsRows(news: LedgerNews, now: IsoInstant) {
  return sql`${JSON.stringify(news)}::jsonb, 'pending', ${now}::timestamptz, ${now}::timestamptz`;
}
