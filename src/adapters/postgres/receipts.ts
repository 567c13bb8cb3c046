import { sql, type Kysely } from 'kysely';
import { RECEIPT_STATUSES, type InboundStore, type Receipt } from '../../ports/inbound.ts';
import type { Schema } from './schema.ts';

/** An unknown answer whose receipt has not come by then is not explained by one any more. */
export const HINT_WINDOW = '10 minutes';

/**
 * `sent < delivered < read`, in the ledger only. A receipt may overtake the answer to its own send, which alone tells
 * the message's id: what is nobody's while an answer is missing is kept, and taken up when the answer is recorded.
 */
export async function takeReceipt(
  db: Kysely<Schema>,
  { messageId, status, receivedAt }: Receipt,
): ReturnType<InboundStore['takeReceipt']> {
  const earlier = RECEIPT_STATUSES.slice(0, RECEIPT_STATUSES.indexOf(status));
  if (earlier.length > 0) {
    const moved = await db
      .updateTable('deliveries')
      // `state_at` stays the moment of sending: the next reminder's day is counted from it.
      .set({ state: status, receipt_at: receivedAt })
      .where('provider_message_id', '=', messageId)
      .where('state', 'in', earlier)
      .executeTakeFirst();
    if (moved.numUpdatedRows > 0n) return 'moved';
  }
  const known = await db
    .selectFrom('deliveries')
    .select('id')
    .where('provider_message_id', '=', messageId)
    .executeTakeFirst();
  return known ? 'known' : keepHint(db, { messageId, status, receivedAt });
}

async function keepHint(
  db: Kysely<Schema>,
  { messageId, status, receivedAt }: Receipt,
): Promise<'hint' | 'stranger'> {
  const kept = await sql`
    insert into unmatched_receipts (message_id, status, rank, received_at)
    select ${messageId}, ${status}, ${RECEIPT_STATUSES.indexOf(status)}::smallint, ${receivedAt}
    where exists (select from deliveries where state = 'sending'
      or (state = 'unknown' and state_at >= ${receivedAt}::timestamptz - ${HINT_WINDOW}::interval))
    on conflict (message_id, status) do update set status = excluded.status`.execute(db);
  return kept.numAffectedRows === 1n ? 'hint' : 'stranger';
}

/** The state of a delivery whose answer has just been recorded: `sent`, or what its receipts already say. */
export function stateByReceipts(messageId: string) {
  return sql<string>`coalesce((select status from unmatched_receipts where message_id = ${messageId}
    order by rank desc limit 1), 'sent')`;
}
