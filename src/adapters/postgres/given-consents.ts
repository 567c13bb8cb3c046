import { sql, type Kysely, type Transaction } from 'kysely';
import { z } from 'zod';
import type { ConsentLedger, GivenConsent } from '../../ports/whatsapp-consent.ts';
import type { Schema } from './schema.ts';
import { sourceName } from './source-name.ts';

const customerRow = z.object({ source: sourceName, customer_id: z.string() });

/** Consents that customers gave to us themselves. */
export function createConsentLedger(db: Kysely<Schema>): ConsentLedger {
  return {
    recordGivenConsent: (given) => db.transaction().execute((trx) => recordGivenConsent(trx, given)),
    customersOfOpenRecoveries: async () => {
      const rows = await db
        .selectFrom('recoveries')
        .select(['source', 'customer_id'])
        .distinct()
        .where('outcome', 'is', null)
        .where('customer_id', 'is not', null)
        .orderBy('source')
        .orderBy('customer_id')
        .execute();
      return rows
        .map((row) => customerRow.parse(row))
        .map(({ source, customer_id }) => ({ source, customerId: customer_id }));
    },
  };
}

async function recordGivenConsent(trx: Transaction<Schema>, given: GivenConsent): Promise<void> {
  const { customer, phoneHash, notices, offers, now } = given;
  const { source, customerId } = customer;
  await sql`select pg_advisory_xact_lock(hashtextextended(${`consent:${source}:${customerId}`}, 0))`.execute(
    trx,
  );
  // The source will show the same number: this keeps the next step from recording the consent a second time.
  await sql`
    insert into contacts (source, customer_id, phone_hash, notices_consent, marketing_consent, first_seen_at,
      last_seen_at)
    values (${source}, ${customerId}, ${phoneHash}, 'given to us', ${offers.isGiven}, ${now}, ${now})
    on conflict (source, customer_id) do update set phone_hash = excluded.phone_hash,
      notices_consent = excluded.notices_consent, marketing_consent = excluded.marketing_consent,
      last_seen_at = excluded.last_seen_at`.execute(trx);
  await sql`
    insert into consents (source, customer_id, phone_hash, kind, is_given, wording, at)
    select ${source}, ${customerId}, ${phoneHash}, said.kind, said.is_given, said.wording, ${now}
    from (values ('notices', true, ${notices}::text), ('offers', ${offers.isGiven}::boolean, ${offers.wording}::text))
      as said (kind, is_given, wording)
    left join lateral (
      select c.is_given, c.wording from consents c
      where c.source = ${source} and c.customer_id = ${customerId} and c.phone_hash = ${phoneHash}
        and c.kind = said.kind
      order by c.id desc limit 1) before on true
    where case when before.is_given is null then said.is_given
      else before.is_given <> said.is_given or before.wording <> said.wording end`.execute(trx);
}
