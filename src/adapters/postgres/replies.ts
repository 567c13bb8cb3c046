import { sql, type Kysely, type Transaction } from 'kysely';
import type { DebtRef } from '../../domain/ids.ts';
import { toEpochMs, toInstant } from '../../domain/instant.ts';
import type { ReplySaid, ReplyTaken } from '../../ports/inbound.ts';
import { deliveredTo, knownCustomers, openDebts } from './known-numbers.ts';
import { addNews } from './news-store.ts';
import { setReplyHold } from './reply-holds.ts';
import type { Schema } from './schema.ts';
import { queueMatter } from './staff-outbox.ts';

/** Who has no open recovery is heard so long after our last message to them, in milliseconds. */
const LISTEN_MS = 30 * 86_400_000;

/** One commit: the reply, its hold on the number, news for every open recovery of it, and what staff are told. */
export function takeReply(db: Kysely<Schema>, said: ReplySaid): Promise<ReplyTaken> {
  return db.transaction().execute(async (trx) => {
    const hashes = [...said.phoneHashes].sort();
    const debts = await openDebts(trx, hashes);
    const knownAs = await whoIsHeard(trx, said, debts);
    if (knownAs === null) return { kind: 'stranger' };
    const id = await keep(trx, said, knownAs);
    if (id === null) return { kind: 'known' };
    const { hold, receivedAt: now } = said;
    if (hold) {
      await setReplyHold(trx, { phoneHashes: hashes, replyId: id, hold, now });
      const news = {
        kind: 'replied',
        replyId: `reply-${id}`,
        hold: hold.kind,
        holdUntil: hold.until,
      } as const;
      await addNews(trx, debts, { news, now });
    }
    await queueMatters(trx, said, id);
    return { kind: 'taken', replyId: id, knownAs, debts };
  });
}

/** Staff hear of every reply; "I have paid" is looked into at once, a promise when its day has passed. */
async function queueMatters(trx: Transaction<Schema>, said: ReplySaid, replyId: string): Promise<void> {
  const { intent, hold, receivedAt: at } = said;
  await queueMatter(trx, { kind: 'reply', replyId }, { at });
  if (intent.kind === 'already_paid')
    await queueMatter(trx, { kind: 'look', replyId, because: 'paid' }, { at });
  if (hold?.kind !== 'promise') return;
  await queueMatter(trx, { kind: 'look', replyId, because: 'promise' }, { at, due: hold.until });
}

/** The hash under which we know the number; null for strangers, of whom nothing is kept. */
async function whoIsHeard(
  trx: Transaction<Schema>,
  { phoneHashes, receivedAt }: ReplySaid,
  debts: readonly DebtRef[],
): Promise<string | null> {
  const since = debts.length > 0 ? undefined : toInstant(toEpochMs(receivedAt) - LISTEN_MS);
  const written = await deliveredTo(trx, phoneHashes, since);
  if (debts.length === 0) return written;
  const [customer] = await knownCustomers(trx, phoneHashes);
  return customer?.phone_hash ?? written;
}

/** @returns its id; null where this message was kept before */
async function keep(trx: Transaction<Schema>, said: ReplySaid, phoneHash: string): Promise<string | null> {
  const { intent, hold } = said;
  const { rows } = await sql<{ id: string }>`
    insert into replies (message_id, phone_hash, said_at, received_at, media, message, intent, promised_day, language,
      hold, hold_until)
    values (${said.messageId}, ${phoneHash}, ${said.saidAt}, ${said.receivedAt}, ${said.media}, ${said.text},
      ${intent.kind}, ${intent.kind === 'will_pay' ? intent.day : null}, ${intent.language},
      ${hold?.kind ?? null}, ${hold?.until ?? null})
    on conflict (message_id, phone_hash) do nothing returning id`.execute(trx);
  return rows[0]?.id ?? null;
}
