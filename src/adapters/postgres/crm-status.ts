import { sql, type Kysely } from 'kysely';
import { crmRank } from '../../domain/crm-rank.ts';
import type { CrmLedger } from '../../ports/crm-ledger.ts';
import { ofDebt } from './recoveries.ts';
import type { Schema } from './schema.ts';

/** The built-in CRM: where each recovery stands, with a number that only rises. */
export function createCrmLedger(db: Kysely<Schema>): CrmLedger {
  return {
    recordCrmStatus: async (debt, { status, amountDueMinor, isOwed }, now) => {
      const row = await db
        .updateTable('recoveries')
        .set({
          crm_status: kept(status),
          amount_due_minor: sql`coalesce(${amountDueMinor}, amount_due_minor)`,
          crm_sequence: sql`crm_sequence + case when crm_status is distinct from ${kept(status)} then 1 else 0 end`,
          crm_rank: sql`greatest(crm_rank, ${crmRank(status)}::integer)`,
          crm_pending: isOwed,
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
    isCrmCurrent: async (debt, sequenceNumber) => {
      const rows = db.selectFrom('recoveries').select('crm_sequence').where(ofDebt(debt));
      return (await rows.executeTakeFirst())?.crm_sequence === sequenceNumber;
    },
    settleCrm: async (debt, sequenceNumber) => {
      const isLate = sql<boolean>`crm_sequence <> ${sequenceNumber}`;
      await db.updateTable('recoveries').set({ crm_pending: isLate }).where(ofDebt(debt)).execute();
    },
  };
}

/** Never backward: what comes late must not call refunded money recovered, nor an ended recovery asked again. */
function kept(status: string) {
  return sql<string>`case when crm_rank > ${crmRank(status)}::integer then crm_status else ${status} end`;
}
