import { sql, type Kysely, type Selectable } from 'kysely';
import type { ToldLedger, ToldRecord } from '../../ports/told-ledger.ts';
import { ofDebt } from './recoveries.ts';
import type { Schema } from './schema.ts';
import { sourceName } from './source-name.ts';
import type { ToldDebtsTable } from './schema-told.ts';
import { toldCustomer } from './told-json.ts';

/** What sources told of debts by themselves, the latest of each. */
export function createToldLedger(db: Kysely<Schema>): ToldLedger {
  return {
    recordTold: (record) => recordTold(db, record),
    findTold: async (debt) => {
      const row = await db.selectFrom('told_debts').selectAll().where(ofDebt(debt)).executeTakeFirst();
      return row ? toRecord(row) : null;
    },
    lastToldOf: async (source, customerId) => {
      const row = await db
        .selectFrom('told_debts')
        .selectAll()
        .where('source', '=', source)
        .where('customer_id', '=', customerId)
        .where('customer', 'is not', null)
        .orderBy('told_at', 'desc')
        .limit(1)
        .executeTakeFirst();
      return row ? toRecord(row) : null;
    },
  };
}

async function recordTold(db: Kysely<Schema>, { debt, told, ...record }: ToldRecord): Promise<void> {
  const row = {
    source: debt.source,
    debt_id: debt.debtId,
    told_at: record.at,
    amount_due_minor: record.amountDueMinor,
    currency: record.currency,
    charge_attempt: record.chargeAttempt,
    customer_id: record.customerId,
    subscription_id: record.subscriptionId,
    number: told.number,
    pay_url: told.payUrl,
    customer: told.customer && JSON.stringify(told.customer),
  };
  const isNewer = sql<boolean>`told_debts.told_at <= excluded.told_at`;
  await db
    .insertInto('told_debts')
    .values(row)
    .onConflict((conflict) => conflict.columns(['source', 'debt_id']).doUpdateSet(row).where(isNewer))
    .execute();
}

function toRecord(row: Selectable<ToldDebtsTable>): ToldRecord {
  return {
    debt: { source: sourceName.parse(row.source), debtId: row.debt_id },
    at: row.told_at,
    amountDueMinor: row.amount_due_minor,
    currency: row.currency,
    chargeAttempt: row.charge_attempt,
    customerId: row.customer_id,
    subscriptionId: row.subscription_id,
    told: { number: row.number, payUrl: row.pay_url, customer: toldCustomer.nullable().parse(row.customer) },
  };
}
