import { sql, type Kysely } from 'kysely';
import { z } from 'zod';
import { CLOSING_STANDINGS } from '../../domain/standing.ts';
import type { DebtRef } from '../../domain/ids.ts';
import type { IsoInstant } from '../../domain/instant.ts';
import type { AccessLedger, RecoveryRecord, Suspension } from '../../ports/ledger.ts';
import { isClosed, subjectEnded } from './closings.ts';
import { ofDebt } from './recoveries.ts';
import type { Schema } from './schema.ts';
import { closingStanding, columnsOf } from './standings.ts';

/** Access as a fact that outlives workflows, under the policy `flag`: other systems read it here or from the CRM. */
export function createAccessLedger(db: Kysely<Schema>): AccessLedger {
  return {
    suspendAccess: (record, now) => suspendAccess(db, record, now),
    restoreAccess: async (debt, now) => {
      const ended = await endedBySource(db, debt);
      const row = await db
        .updateTable('access_suspensions')
        // What the processor ended cannot be given back by us.
        .set(ended ? { policy: 'processor' } : { restored_at: sql`coalesce(restored_at, ${now})` })
        .where(ofDebt(debt))
        .returning('subject')
        .executeTakeFirst();
      if (!row) return { wasSuspended: false, access: 'active', ...ended };
      if (ended) return { wasSuspended: true, access: 'suspended', ...ended };
      const other = await db
        .selectFrom('access_suspensions')
        .select('debt_id')
        .where('source', '=', debt.source)
        .where('subject', '=', row.subject)
        .where('restored_at', 'is', null)
        .executeTakeFirst();
      return { wasSuspended: true, access: other ? 'suspended' : 'active' };
    },
    isAccessEnded: async (debt) => {
      const { rows } = await sql<{ ended: boolean }>`
        select ${subjectEnded(columnsOf(debt), 'access_ended')} as ended`.execute(db);
      return rows[0]?.ended === true;
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

/** Present where the subscription (or customer) itself is over, whatever for. */
async function endedBySource(db: Kysely<Schema>, debt: DebtRef): Promise<{ endedBySource: true } | null> {
  const columns = columnsOf(debt);
  const { rows } = await sql<{ ended: boolean }>`
    select ${subjectEnded(columns, 'access_ended')} or ${subjectEnded(columns, 'subscription_ended')} as ended
  `.execute(db);
  return rows[0]?.ended ? { endedBySource: true } : null;
}

async function suspendAccess(
  db: Kysely<Schema>,
  record: RecoveryRecord,
  now: IsoInstant,
): Promise<Suspension> {
  const { source, debtId } = record.input;
  const debt = columnsOf(record.input);
  // In one statement with the standing: no suspension after a closing event was committed.
  await sql`
        insert into access_suspensions (source, debt_id, subject, policy, suspended_at)
        select ${source}, ${debtId}, ${subjectOf(record)},
          case when ${subjectEnded(debt, 'access_ended')} then 'processor' else 'flag' end, ${now}
        where not ${isClosed(debt)}
        on conflict (source, debt_id) do nothing`.execute(db);
  const { rows } = await sql<{ suspended_at: string | null; standing: string | null }>`
        select (select suspended_at from access_suspensions where source = ${source} and debt_id = ${debtId}),
               ${closingStanding(record.input)} as standing`.execute(db);
  if (rows[0]?.suspended_at) return { kind: 'suspended', at: rows[0].suspended_at };
  return { kind: 'closed', standing: z.enum(CLOSING_STANDINGS).parse(rows[0]?.standing) };
}

/** What access belongs to: the subscription, else the customer, else the debt alone. */
function subjectOf({ subscriptionId, input }: RecoveryRecord): string {
  if (subscriptionId) return `subscription:${subscriptionId}`;
  return input.customerId ? `customer:${input.customerId}` : `debt:${input.debtId}`;
}
