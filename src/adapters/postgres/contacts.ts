import type { Kysely } from 'kysely';
import type { Source } from '../../domain/ids.ts';
import type { ContactLedger } from '../../ports/ledger.ts';
import type { Schema } from './schema.ts';

/** Numbers as keyed hashes, and the consents the source showed with them. */
export function createContactLedger(db: Kysely<Schema>): ContactLedger {
  return {
    recordContact: async ({ debt, customerId, phoneHash, marketingConsent, now }) => {
      const seen = { phone_hash: phoneHash, marketing_consent: marketingConsent, last_seen_at: now };
      await db
        .insertInto('contacts')
        .values({
          source: debt.source,
          customer_id: customerId,
          notices_consent: `${debt.source} customer metadata`,
          first_seen_at: now,
          ...seen,
        })
        .onConflict((conflict) => conflict.columns(['source', 'customer_id']).doUpdateSet(seen))
        .execute();
    },
    recordOptOut: async (phoneHash, origin, now) => {
      await db
        .insertInto('opt_outs')
        .values({ phone_hash: phoneHash, origin, recorded_at: now })
        .onConflict((conflict) => conflict.column('phone_hash').doNothing())
        .execute();
    },
    lastPhoneHash: (source, customerId) => lastPhoneHash(db, source, customerId),
    isOptedOut: async (phoneHash) => {
      const row = await db
        .selectFrom('opt_outs')
        .select('phone_hash')
        .where('phone_hash', '=', phoneHash)
        .executeTakeFirst();
      return row !== undefined;
    },
  };
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
