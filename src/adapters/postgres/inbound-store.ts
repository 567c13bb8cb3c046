import { sql, type Kysely, type Transaction } from 'kysely';
import type { DebtRef } from '../../domain/ids.ts';
import type { IsoInstant } from '../../domain/instant.ts';
import type { InboundStore, KeywordSaid, KeywordTaken } from '../../ports/inbound.ts';
import { deliveredTo, knownCustomers, openDebts, type KnownCustomer } from './known-numbers.ts';
import { addNews } from './news-store.ts';
import { takeReceipt } from './receipts.ts';
import { takeReply } from './replies.ts';
import { licenseAcknowledgement, settleAcknowledgement } from './reply-answers.ts';
import type { Schema } from './schema.ts';

/** One answer to STOP per number and day, however often the two words are sent. */
const ANSWER_EVERY = '24 hours';

/** What a customer's phone says, each thing in one commit. */
export function createInboundStore(db: Kysely<Schema>): InboundStore {
  return {
    takeKeyword: (said) => db.transaction().execute((trx) => takeKeyword(trx, said)),
    takeReply: (said) => takeReply(db, said),
    takeReceipt: (receipt) => takeReceipt(db, receipt),
    licenseAnswer: async (phoneHash, now) => {
      const granted = await sql`
        insert into opt_out_answers as a (phone_hash, licensed_at) values (${phoneHash}, ${now})
        on conflict (phone_hash) do update set licensed_at = excluded.licensed_at, result = null
          where a.licensed_at < excluded.licensed_at - ${ANSWER_EVERY}::interval`.execute(db);
      return granted.numAffectedRows === 1n;
    },
    settleAnswer: async (phoneHash, result) => {
      await db.updateTable('opt_out_answers').set({ result }).where('phone_hash', '=', phoneHash).execute();
    },
    licenseAcknowledgement: (asked) => licenseAcknowledgement(db, asked),
    settleAcknowledgement: (phoneHashes, result) => settleAcknowledgement(db, phoneHashes, result),
  };
}

async function takeKeyword(trx: Transaction<Schema>, said: KeywordSaid): Promise<KeywordTaken> {
  const { messageId, keyword, saidAt, receivedAt } = said;
  const hashes = [...said.phoneHashes].sort();
  // STOP and START of one number wait for each other here: each must see what the other wrote.
  for (const hash of hashes) await awaitOthersOnOptOut(trx, hash);
  const rows = hashes.map((phone_hash) => ({
    message_id: messageId,
    phone_hash,
    keyword,
    said_at: saidAt,
    received_at: receivedAt,
  }));
  const inserted = await trx
    .insertInto('reply_keywords')
    .values(rows)
    .onConflict((conflict) => conflict.columns(['message_id', 'phone_hash']).doNothing())
    .returning('phone_hash')
    .execute();
  const customers = await knownCustomers(trx, hashes);
  const debts = await openDebts(trx, hashes);
  const knownAs = customers[0]?.phone_hash ?? (await deliveredTo(trx, hashes));
  const isNew = inserted.length > 0;
  if (isNew && !(await isOutdated(trx, said))) await obey(trx, { said, customers, debts });
  return { isNew, knownAs, debts };
}

/** Until the transaction ends, nobody else writes whether this number has opted out. */
export async function awaitOthersOnOptOut(trx: Transaction<Schema>, phoneHash: string): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`opt-out:${phoneHash}`}, 0))`.execute(trx);
}

/** Something was said later than this, although it came earlier. */
async function isOutdated(trx: Transaction<Schema>, { phoneHashes, saidAt }: KeywordSaid): Promise<boolean> {
  const later = await trx
    .selectFrom('reply_keywords')
    .select('keyword')
    .where('phone_hash', 'in', phoneHashes)
    .where('said_at', '>', saidAt)
    .executeTakeFirst();
  return later !== undefined;
}

interface Obeying {
  readonly said: KeywordSaid;
  readonly customers: readonly KnownCustomer[];
  readonly debts: readonly DebtRef[];
}

async function obey(trx: Transaction<Schema>, { said, customers, debts }: Obeying): Promise<void> {
  const { keyword, phoneHashes, receivedAt } = said;
  if (keyword === 'stop') {
    const row = { origin: 'reply on WhatsApp', recorded_at: receivedAt };
    await trx
      .insertInto('opt_outs')
      .values(phoneHashes.map((phone_hash) => ({ phone_hash, ...row })))
      .onConflict((conflict) => conflict.column('phone_hash').doNothing())
      .execute();
    await addNews(trx, debts, { news: { kind: 'opted_out', at: said.saidAt }, now: receivedAt });
  } else {
    await trx.deleteFrom('opt_outs').where('phone_hash', 'in', phoneHashes).execute();
  }
  await recordConsents(trx, said, customers);
}

async function recordConsents(
  trx: Transaction<Schema>,
  { keyword, phoneHashes, wording, saidAt }: KeywordSaid,
  customers: readonly KnownCustomer[],
): Promise<void> {
  const [hash] = phoneHashes;
  const isGiven = keyword === 'start';
  const common = { source: 'whatsapp', is_given: isGiven, wording, at: saidAt };
  const owners =
    customers.length > 0 ? customers : [{ customer_id: null, phone_hash: hash!, marketing_consent: false }];
  const rows = owners.flatMap(({ customer_id, phone_hash, marketing_consent }) =>
    // START gives back what was there before, and no consent to offers that nobody gave.
    (isGiven && !marketing_consent ? (['notices'] as const) : (['notices', 'offers'] as const)).map(
      (kind) => ({
        ...common,
        customer_id,
        phone_hash,
        kind,
      }),
    ),
  );
  await trx.insertInto('consents').values(rows).execute();
}

/** A START said at that moment or later: what the workflow heard before it does not count any more. */
export async function saidStartSince(
  db: Kysely<Schema>,
  phoneHash: string,
  since: IsoInstant,
): Promise<boolean> {
  const row = await db
    .selectFrom('reply_keywords')
    .select('message_id')
    .where('phone_hash', '=', phoneHash)
    .where('keyword', '=', 'start')
    .where('said_at', '>=', since)
    .executeTakeFirst();
  return row !== undefined;
}
