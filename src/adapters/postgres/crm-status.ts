import { sql, type Kysely } from 'kysely';
import type { CrmLedger } from '../../ports/ledger.ts';
import { ofDebt } from './recoveries.ts';
import type { Schema } from './schema.ts';

/** The built-in CRM: where each recovery stands, with a number that only rises. */
export function createCrmLedger(db: Kysely<Schema>): CrmLedger {
  return {
    recordCrmStatus: async (debt, { status, amountDueMinor }, now) => {
      const row = await db
        .updateTable('recoveries')
        .set({
          // Told last and for good: a close that is repeated must not call refunded money recovered again.
          crm_status: kept(status),
          amount_due_minor: sql`coalesce(${amountDueMinor}, amount_due_minor)`,
          crm_sequence: sql`crm_sequence + case when crm_status is distinct from ${kept(status)} then 1 else 0 end`,
        })
        .where(ofDebt(debt))
        .returning(['customer_id', 'crm_status', 'crm_sequence', 'amount_due_minor', 'currency'])
        .executeTakeFirstOrThrow();
      return {
        debt: { source: debt.source, debtId: debt.debtId },
        customerId: row.customer_id,
        status: row.crm_status ?? status,
        sequenceNumber: row.crm_sequence,
        amountDueMinor: row.amount_due_minor,
        currency: row.currency,
        at: now,
      };
    },
    recordCrmPending: async (debt, pending) => {
      await db.updateTable('recoveries').set({ crm_pending: pending }).where(ofDebt(debt)).execute();
    },
  };
}

function kept(status: string) {
  return sql<string>`case when crm_status = 'refunded' then crm_status else ${status} end`;
}
