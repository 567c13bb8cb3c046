import { sql, type Kysely, type Transaction } from 'kysely';
import { z } from 'zod';
import { DELIVERY_STATES } from '../../domain/delivery.ts';
import { REPLY_HOLDS } from '../../domain/hold.ts';
import type { DebtRef } from '../../domain/ids.ts';
import type { IsoInstant } from '../../domain/instant.ts';
import { INTENTS } from '../../domain/replies/intent.ts';
import type { RecoveryRecord } from '../../ports/ledger.ts';
import type { KeptReply, ListedReply, ReplyDesk, ReplyFile, ReplyRelease } from '../../ports/reply-desk.ts';
import type { MessageShown } from '../../ports/staff-channel.ts';
import { openDebts } from './known-numbers.ts';
import { addNews } from './news-store.ts';
import { ofDebt, parseRecovery } from './recoveries.ts';
import type { Schema } from './schema.ts';

/** Replies, as staff read and answer them. */
export function createReplyDesk(db: Kysely<Schema>): ReplyDesk {
  return {
    read: (replyId) => db.transaction().execute((trx) => readFile(trx, replyId)),
    list: (limit, now) => db.transaction().execute((trx) => list(trx, limit, now)),
    release: (release) => db.transaction().execute((trx) => releaseHolds(trx, release)),
  };
}

const replyRow = z.object({
  id: z.string(),
  phone_hash: z.string(),
  received_at: z.string(),
  intent: z.enum(INTENTS),
  promised_day: z.string().nullable(),
  message: z.string(),
  media: z.string(),
  hold: z.enum(REPLY_HOLDS).nullable(),
  hold_until: z.string().nullable(),
});

function replyOf(row: z.infer<typeof replyRow>): KeptReply {
  const {
    id: replyId,
    received_at: at,
    promised_day: promisedDay,
    message: text,
    hold_until: until,
    ...rest
  } = row;
  const { intent, media } = rest;
  return { replyId, at, intent, promisedDay, text, media, hold: row.hold && { kind: row.hold, until } };
}

async function readFile(trx: Transaction<Schema>, replyId: string): Promise<ReplyFile | null> {
  const found = await trx.selectFrom('replies').selectAll().where('id', '=', replyId).executeTakeFirst();
  if (!found) return null;
  const row = replyRow.parse(found);
  const hashes = [row.phone_hash];
  const promise = await trx
    .selectFrom('reply_holds')
    .select('reply_id')
    .where('phone_hash', '=', row.phone_hash)
    .where('kind', '=', 'promise')
    .executeTakeFirst();
  return {
    reply: replyOf(row),
    isLastPromise: promise?.reply_id === replyId,
    recoveries: await recoveriesOf(trx, hashes),
    sent: await lastSent(trx, row.phone_hash),
  };
}

async function recoveriesOf(trx: Transaction<Schema>, hashes: readonly string[]): Promise<RecoveryRecord[]> {
  const open = await openDebts(trx, hashes);
  const debts = open.length > 0 ? open : await lastDebt(trx, hashes);
  const rows = [];
  for (const debt of debts) {
    rows.push(await trx.selectFrom('recoveries').selectAll().where(ofDebt(debt)).executeTakeFirstOrThrow());
  }
  return rows.map(parseRecovery);
}

async function lastDebt(trx: Transaction<Schema>, hashes: readonly string[]): Promise<readonly DebtRef[]> {
  const rows = await trx
    .selectFrom('deliveries as d')
    .innerJoin('recoveries as r', (join) =>
      join.onRef('r.source', '=', 'd.source').onRef('r.debt_id', '=', 'd.debt_id'),
    )
    .selectAll('r')
    .where('d.phone_hash', 'in', hashes)
    .orderBy('d.planned_at', 'desc')
    .limit(1)
    .execute();
  return rows.map((row) => parseRecovery(row).input);
}

const sentRow = z.object({
  step: z.string(),
  channel: z.enum(['whatsapp', 'email']),
  state: z.enum(DELIVERY_STATES),
  requested_at: z.string(),
  message: z.string(),
});
const SHOWN = 5;

async function lastSent(trx: Transaction<Schema>, phoneHash: string): Promise<MessageShown[]> {
  const rows = await trx
    .selectFrom('deliveries')
    .select(['step', 'channel', 'state', 'requested_at', 'message'])
    .where('phone_hash', '=', phoneHash)
    .where('requested_at', 'is not', null)
    .where('message', 'is not', null)
    .orderBy('requested_at', 'desc')
    .limit(SHOWN)
    .execute();
  return rows.map((row) => {
    const { requested_at: at, message: text, ...rest } = sentRow.parse(row);
    return { ...rest, at, text };
  });
}

async function list(trx: Transaction<Schema>, limit: number, now: IsoInstant): Promise<ListedReply[]> {
  const rows = await trx.selectFrom('replies').selectAll().orderBy('id', 'desc').limit(limit).execute();
  const listed: ListedReply[] = [];
  for (const row of rows.map((one) => replyRow.parse(one))) {
    const recoveries = await recoveriesOf(trx, [row.phone_hash]);
    listed.push({
      ...replyOf(row),
      customerId: recoveries[0]?.input.customerId ?? null,
      debtIds: recoveries.map(({ input }) => input.debtId),
      isHolding: await isHolding(trx, row, now),
    });
  }
  return listed;
}

async function isHolding(
  trx: Transaction<Schema>,
  row: z.infer<typeof replyRow>,
  now: IsoInstant,
): Promise<boolean> {
  const found = await trx
    .selectFrom('reply_holds')
    .select('reply_id')
    .where('phone_hash', '=', row.phone_hash)
    .where('reply_id', '=', row.id)
    .where((where) => where.or([where('is_open', '=', true), where('until', '>', now)]))
    .executeTakeFirst();
  return found !== undefined;
}

/** A dispute that is open at the processor still holds: only its closing, or `resumeRecovery`, ends that. */
async function releaseHolds(
  trx: Transaction<Schema>,
  { replyId, actor, now }: ReplyRelease,
): Promise<readonly DebtRef[] | null> {
  const reply = await trx.selectFrom('replies').selectAll().where('id', '=', replyId).executeTakeFirst();
  if (!reply) return null;
  const { rows } = await sql<{ kind: string }>`
    delete from reply_holds where phone_hash = ${reply.phone_hash}
      or reply_id = ${replyId} returning kind`.execute(trx);
  const debts = await openDebts(trx, [reply.phone_hash]);
  for (const kind of new Set(rows.map((row) => row.kind))) {
    const hold = z.enum(REPLY_HOLDS).parse(kind);
    const told = hold === 'dispute' ? await withoutDispute(trx, debts) : debts;
    await addNews(trx, told, { news: { kind: 'hold_released', hold }, now });
  }
  const action = { at: now, actor, action: 'release', detail: `holds of reply ${replyId}` };
  for (const { source, debtId } of debts) {
    await trx
      .insertInto('staff_actions')
      .values({ ...action, source, debt_id: debtId })
      .execute();
  }
  return debts;
}

async function withoutDispute(
  trx: Transaction<Schema>,
  debts: readonly DebtRef[],
): Promise<readonly DebtRef[]> {
  const free: DebtRef[] = [];
  for (const debt of debts) {
    const open = trx
      .selectFrom('disputes')
      .select('dispute_id')
      .where(ofDebt(debt))
      .where('closed_at', 'is', null);
    if (!(await open.executeTakeFirst())) free.push(debt);
  }
  return free;
}
