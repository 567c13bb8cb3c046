import { sql, type Kysely } from 'kysely';
import { z } from 'zod';
import { CLOSING_STANDINGS } from '../../domain/standing.ts';
import type { IsoInstant } from '../../domain/instant.ts';
import type { AccessLedger, RecoveryRecord, Suspension } from '../../ports/ledger.ts';
import { ofDebt } from './recoveries.ts';
import type { Schema } from './schema.ts';

/** Access as a fact that outlives workflows, under the policy `flag`: other systems read it here or from the CRM. */
export function createAccessLedger(db: Kysely<Schema>): AccessLedger {
  return {
    suspendAccess: (record, now) => suspendAccess(db, record, now),
    restoreAccess: async (debt, now) => {
      const row = await db
        .updateTable('access_suspensions')
        .set({ restored_at: sql`coalesce(restored_at, ${now})` })
        .where(ofDebt(debt))
        .returning('subject')
        .executeTakeFirst();
      if (!row) return { wasSuspended: false, access: 'active' };
      const other = await db
        .selectFrom('access_suspensions')
        .select('debt_id')
        .where('source', '=', debt.source)
        .where('subject', '=', row.subject)
        .where('restored_at', 'is', null)
        .executeTakeFirst();
      return { wasSuspended: true, access: other ? 'suspended' : 'active' };
    },
    isSuspended: async (debt) => {
      const row = await db
        .selectFrom('access_suspensions')
        .select('debt_id')
        .where(ofDebt(debt))
        .where('restored_at', 'is', null)
        .executeTakeFirst();
      return row !== undefined;
    },
  };
}

async function suspendAccess(
  db: Kysely<Schema>,
  record: RecoveryRecord,
  now: IsoInstant,
): Promise<Suspension> {
  const { source, debtId } = record.input;
  // In one statement with the standing: no suspension after a closing event was committed.
  await sql`
        insert into access_suspensions (source, debt_id, subject, policy, suspended_at)
        select ${source}, ${debtId}, ${subjectOf(record)}, 'flag', ${now}
        where not exists (select from standings where source = ${source} and debt_id = ${debtId})
        on conflict (source, debt_id) do nothing`.execute(db);
  const { rows } = await sql<{ suspended_at: string | null; standing: string | null }>`
        select (select suspended_at from access_suspensions where source = ${source} and debt_id = ${debtId}),
               (select standing from standings where source = ${source} and debt_id = ${debtId})`.execute(db);
  if (rows[0]?.suspended_at) return { kind: 'suspended', at: rows[0].suspended_at };
  return { kind: 'closed', standing: z.enum(CLOSING_STANDINGS).parse(rows[0]?.standing) };
}

/** What access belongs to: the subscription, else the customer, else the debt alone. */
function subjectOf({ subscriptionId, input }: RecoveryRecord): string {
  if (subscriptionId) return `subscription:${subscriptionId}`;
  return input.customerId ? `customer:${input.customerId}` : `debt:${input.debtId}`;
}
