import { sql, type Transaction } from 'kysely';
import { z } from 'zod';
import type { DebtRef } from '../../domain/ids.ts';
import type { IsoInstant } from '../../domain/instant.ts';
import type { Schema } from './schema.ts';
import { sourceName } from './source-name.ts';

export interface KnownCustomer {
  readonly customer_id: string;
  readonly phone_hash: string;
  readonly marketing_consent: boolean;
}

export function knownCustomers(
  trx: Transaction<Schema>,
  hashes: readonly string[],
): Promise<readonly KnownCustomer[]> {
  return trx
    .selectFrom('contacts')
    .select(['customer_id', 'phone_hash', 'marketing_consent'])
    .where('phone_hash', 'in', hashes)
    .execute();
}

/** The hash of these to which a message was ever planned, or since then. */
export async function deliveredTo(
  trx: Transaction<Schema>,
  hashes: readonly string[],
  since: IsoInstant = '-infinity',
): Promise<string | null> {
  const row = await trx
    .selectFrom('deliveries')
    .select('phone_hash')
    .where('phone_hash', 'in', hashes)
    .where('planned_at', '>', since)
    .executeTakeFirst();
  return row?.phone_hash ?? null;
}

const debtRow = z.object({ source: sourceName, debt_id: z.string() });

/** By ledger rows, never by a visibility query, which lags: the customers of this number, and where it was written to. */
export async function openDebts(
  trx: Transaction<Schema>,
  hashes: readonly string[],
): Promise<readonly DebtRef[]> {
  const { rows } = await sql`
    select r.source, r.debt_id from recoveries r
    where r.outcome is null and (
      exists (select from contacts c where c.source = r.source and c.customer_id = r.customer_id
        and c.phone_hash = any(${hashes}))
      or exists (select from deliveries d where d.source = r.source and d.debt_id = r.debt_id
        and d.phone_hash = any(${hashes})))
    order by r.created_at`.execute(trx);
  return rows.map((row) => {
    const { source, debt_id } = debtRow.parse(row);
    return { source, debtId: debt_id };
  });
}
