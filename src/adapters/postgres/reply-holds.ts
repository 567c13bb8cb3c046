import { sql, type Kysely, type RawBuilder, type Transaction } from 'kysely';
import { z } from 'zod';
import { REPLY_HOLDS, type ReplyHold } from '../../domain/hold.ts';
import type { IsoInstant } from '../../domain/instant.ts';
import type { ReleasedHolds, ReplyHoldQuery, ReplyLedger } from '../../ports/reply-ledger.ts';
import type { Schema } from './schema.ts';

/** Holds by customers' replies: the law that a send meets even before its recovery has heard of the reply. */
export function createReplyLedger(db: Kysely<Schema>): ReplyLedger {
  return { findReplyHold: (query) => findReplyHold(db, query) };
}

/** A debt as columns or values of a statement. */
interface HeldDebt {
  readonly phoneHash: unknown;
  readonly source: unknown;
  readonly debtId: unknown;
}

/** Rows `h` that bind this debt now, for an `exists` or a select. */
export function bindingHolds(
  { phoneHash, source, debtId }: HeldDebt,
  { disputesReleasedAt, repliesReleasedAt }: ReleasedHolds,
  now: IsoInstant,
): RawBuilder<unknown> {
  return sql`from reply_holds h join recoveries r on r.source = ${source} and r.debt_id = ${debtId}
    where h.phone_hash = ${phoneHash}
      and (h.until > ${now} or (h.is_open and r.first_failure_at <= h.set_at))
      and h.set_at > case when h.kind = 'dispute' then ${disputesReleasedAt ?? '-infinity'}::timestamptz
        else ${repliesReleasedAt ?? '-infinity'}::timestamptz end`;
}

const holdRow = z.object({ kind: z.enum(REPLY_HOLDS), until: z.string().nullable() });

async function findReplyHold(
  db: Kysely<Schema>,
  { phoneHash, debt, now, ...released }: ReplyHoldQuery,
): Promise<ReplyHold | null> {
  const { rows } = await sql`
    select h.kind, h.until ${bindingHolds({ phoneHash, ...debt }, released, now)}
    order by h.until desc nulls first limit 1`.execute(db);
  return rows[0] ? holdRow.parse(rows[0]) : null;
}

export interface NewHold {
  readonly phoneHashes: readonly string[];
  readonly replyId: string;
  readonly hold: ReplyHold;
  readonly now: IsoInstant;
}

/** A later promise takes the place of an earlier one; any other hold is only ever made longer. */
export async function setReplyHold(trx: Transaction<Schema>, holding: NewHold): Promise<void> {
  const { phoneHashes, replyId, hold, now } = holding;
  for (const hash of phoneHashes) {
    await sql`
      insert into reply_holds as h (phone_hash, kind, is_open, until, set_at, reply_id)
      values (${hash}, ${hold.kind}, ${hold.until === null}, ${hold.until}, ${now}, ${replyId})
      on conflict (phone_hash, kind, is_open) do update set
        until = case when h.kind = 'promise' then excluded.until else greatest(h.until, excluded.until) end,
        set_at = excluded.set_at, reply_id = excluded.reply_id`.execute(trx);
  }
}
