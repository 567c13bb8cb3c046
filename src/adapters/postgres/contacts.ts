import { sql, type Kysely, type Transaction } from 'kysely';
import type { DebtRef, Source } from '../../domain/ids.ts';
import type { IsoInstant } from '../../domain/instant.ts';
import type { ContactLedger, ContactRecord } from '../../ports/ledger.ts';
import { awaitOthersOnOptOut, saidStartSince } from './inbound-store.ts';
import { openDebts } from './known-numbers.ts';
import { addNews } from './news-store.ts';
import type { Schema } from './schema.ts';

/** Numbers as keyed hashes, and the consents the source showed with them. */
export function createContactLedger(db: Kysely<Schema>): ContactLedger {
  return {
    recordContact: (contact) => recordContact(db, contact),
    recordOptOut: async (phoneHash, origin, saidAt) => {
      await recordOptOut(db, { phoneHash, origin, saidAt });
    },
    takeOptOut: (debt, phoneHash, saidAt) =>
      db.transaction().execute((trx) => takeOptOut(trx, debt, { phoneHash, saidAt })),
    lastPhoneHash: (source, customerId) => lastPhoneHash(db, source, customerId),
    isOptedOut: async (phoneHash) => {
      const row = await db
        .selectFrom('opt_outs')
        .select('phone_hash')
        .where('phone_hash', '=', phoneHash)
        .executeTakeFirst();
      return row !== undefined;
    },
    hasOfferConsent: async ({ source, customerId }) => {
      const row = await db
        .selectFrom('contacts as c')
        .select('c.phone_hash')
        .where('c.source', '=', source)
        .where('c.customer_id', '=', customerId)
        .where('c.marketing_consent', '=', true)
        .where(sql<boolean>`not exists (select from opt_outs o where o.phone_hash = c.phone_hash)`)
        .executeTakeFirst();
      return row !== undefined;
    },
  };
}

interface OptOut {
  readonly phoneHash: string;
  readonly origin: string;
  readonly saidAt: IsoInstant;
}

/** @returns whether the ledger learnt it just now */
async function recordOptOut(db: Kysely<Schema>, { phoneHash, origin, saidAt }: OptOut): Promise<boolean> {
  if (await saidStartSince(db, phoneHash, saidAt)) return false;
  const result = await db
    .insertInto('opt_outs')
    .values({ phone_hash: phoneHash, origin, recorded_at: saidAt })
    .onConflict((conflict) => conflict.column('phone_hash').doNothing())
    .executeTakeFirst();
  return (result.numInsertedOrUpdatedRows ?? 0n) > 0n;
}

/** As {@link InboundStore.takeKeyword} does it for a STOP that the customer wrote. */
async function takeOptOut(
  trx: Transaction<Schema>,
  debt: DebtRef,
  { phoneHash, saidAt }: Omit<OptOut, 'origin'>,
): Promise<void> {
  await awaitOthersOnOptOut(trx, phoneHash);
  const isNew = await recordOptOut(trx, { phoneHash, origin: 'signal contactOptedOut', saidAt });
  if (!isNew) return;
  const others = (await openDebts(trx, [phoneHash])).filter(
    ({ source, debtId }) => source !== debt.source || debtId !== debt.debtId,
  );
  await addNews(trx, others, { news: { kind: 'opted_out', at: saidAt }, now: saidAt });
}

async function lastPhoneHash(db: Kysely<Schema>, source: Source, customerId: string): Promise<string | null> {
  const row = await db
    .selectFrom('contacts')
    .select('phone_hash')
    .where('source', '=', source)
    .where('customer_id', '=', customerId)
    .executeTakeFirst();
  return row?.phone_hash ?? null;
}

/**
 * In one statement with the record of consent, which is only added to: a row when the source first shows a number (or
 * another one), and one when its word on offers changes. The look at the contact as it was sees what was before.
 */
async function recordContact(db: Kysely<Schema>, contact: ContactRecord): Promise<void> {
  const { debt, customerId, phoneHash, marketingConsent, now } = contact;
  const noticesWording = `${debt.source} customer metadata whatsapp_phone`;
  const offersWording = `${debt.source} customer metadata whatsapp_marketing_consent`;
  await sql`
    with before as (
      select phone_hash, marketing_consent from contacts
      where source = ${debt.source} and customer_id = ${customerId}
    ), seen as (
      insert into contacts (source, customer_id, phone_hash, notices_consent, marketing_consent, first_seen_at,
        last_seen_at)
      values (${debt.source}, ${customerId}, ${phoneHash}, ${`${debt.source} customer metadata`},
        ${marketingConsent}, ${now}, ${now})
      on conflict (source, customer_id) do update set phone_hash = excluded.phone_hash,
        marketing_consent = excluded.marketing_consent, last_seen_at = excluded.last_seen_at
    )
    insert into consents (source, customer_id, phone_hash, kind, is_given, wording, at)
    select ${debt.source}, ${customerId}, ${phoneHash}, kind, is_given, wording, ${now} from (
      select 'notices' as kind, true as is_given, ${noticesWording}::text as wording
      where not exists (select from before where phone_hash = ${phoneHash})
      union all
      select 'offers', ${marketingConsent}::boolean, ${offersWording}::text
      where ${marketingConsent}::boolean is distinct from
        coalesce((select marketing_consent from before where phone_hash = ${phoneHash}), false)
    ) told`.execute(db);
}
