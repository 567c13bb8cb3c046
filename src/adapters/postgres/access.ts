import { sql, type Kysely } from 'kysely';
import { z } from 'zod';
import { CLOSING_STANDINGS } from '../../domain/standing.ts';
import type { DebtRef } from '../../domain/ids.ts';
import type { IsoInstant } from '../../domain/instant.ts';
import type { SuspensionPolicy } from '../../domain/suspension-policy.ts';
import type { AccessLedger, RecoveryRecord, Restoration, Suspension } from '../../ports/ledger.ts';
import { hasEnded, isClosed, subjectEnded } from './closings.ts';
import { ofDebt } from './recoveries.ts';
import type { Schema } from './schema.ts';
import { closingStanding, columnsOf } from './standings.ts';

/** Access as a fact that outlives workflows: other systems read it here or from the CRM. */
export function createAccessLedger(db: Kysely<Schema>): AccessLedger {
  return {
    suspendAccess: (record, now, policy = 'flag') => suspendAccess(db, { record, now, policy }),
    restoreAccess: (record, now) => restoreAccess(db, record, now),
    isAccessEnded: async (debt) => {
      const { rows } = await sql<{ ended: boolean }>`
        select ${subjectEnded(columnsOf(debt), 'access_ended')} as ended`.execute(db);
      return rows[0]?.ended === true;
    },
    isSuspended: async (debt) => (await suspendedAt(db, debt)) !== null,
    suspendedAt: (debt) => suspendedAt(db, debt),
  };
}

async function suspendedAt(db: Kysely<Schema>, debt: DebtRef): Promise<IsoInstant | null> {
  const row = await db
    .selectFrom('access_suspensions')
    .select('suspended_at')
    .where(ofDebt(debt))
    .where('restored_at', 'is', null)
    .executeTakeFirst();
  return row?.suspended_at ?? null;
}

/** The subscription (or customer) itself is over, whatever for. */
async function isEndedBySource(db: Kysely<Schema>, debt: DebtRef): Promise<boolean> {
  const columns = columnsOf(debt);
  const { rows } = await sql<{ ended: boolean }>`
    select ${subjectEnded(columns, 'access_ended')} or ${subjectEnded(columns, 'subscription_ended')} as ended
  `.execute(db);
  return rows[0]?.ended === true;
}

/** What the processor ended cannot be given back by us: a suspension of ours becomes its. */
async function keepEnded(db: Kysely<Schema>, debt: DebtRef): Promise<Restoration> {
  const row = await db
    .updateTable('access_suspensions')
    .set({ policy: sql`case when policy = 'stripe_cancel' then policy else 'processor' end` })
    .where(ofDebt(debt))
    .returning('debt_id')
    .executeTakeFirst();
  return { wasSuspended: row !== undefined, access: row ? 'suspended' : 'active', endedBySource: true };
}

interface Suspending {
  readonly record: RecoveryRecord;
  readonly now: IsoInstant;
  readonly policy: SuspensionPolicy;
}

async function suspendAccess(db: Kysely<Schema>, { record, now, policy }: Suspending): Promise<Suspension> {
  const { source, debtId } = record.input;
  const ours = record.subscriptionId ? policy : 'flag';
  const debt = columnsOf(record.input);
  // In one statement with the standing: no suspension after a closing event was committed.
  await sql`
        insert into access_suspensions (source, debt_id, subject, policy, suspended_at)
        select ${source}, ${debtId}, ${subjectOf(record)},
          case when ${subjectEnded(debt, 'access_ended')} then 'processor' else ${ours} end, ${now}
        where not ${isClosed(debt)} and not ${hasEnded(debt)}
        on conflict (source, debt_id) do nothing`.execute(db);
  const { rows } = await sql<{ suspended_at: string | null; standing: string | null }>`
        select (select suspended_at from access_suspensions where source = ${source} and debt_id = ${debtId}),
               ${closingStanding(record.input)} as standing`.execute(db);
  if (rows[0]?.suspended_at) return { kind: 'suspended', at: rows[0].suspended_at };
  if (!rows[0]?.standing)
    throw new Error(`the recovery of ${debtId} has ended: its access is not suspended any more`);
  return { kind: 'closed', standing: z.enum(CLOSING_STANDINGS).parse(rows[0].standing) };
}

/**
 * Takes back this debt's suspension, and those of other debts of the same subject that have been closed meanwhile
 * (voided, paid elsewhere): nothing is owed for them any more. What is left suspended is unpaid.
 */
async function restoreAccess(
  db: Kysely<Schema>,
  record: RecoveryRecord,
  now: IsoInstant,
): Promise<Restoration> {
  const { source, debtId } = record.input;
  const subject = subjectOf(record);
  if (await isEndedBySource(db, record.input)) return keepEnded(db, record.input);
  const restored = await sql<{ debt_id: string }>`
    update access_suspensions a set restored_at = ${now}
    where source = ${source} and subject = ${subject} and restored_at is null
      and (debt_id = ${debtId}
        or exists (select from standings s where s.source = a.source and s.debt_id = a.debt_id))
    returning debt_id`.execute(db);
  const found = await sql<{ was_suspended: boolean; still_suspended: boolean }>`
    select exists (select from access_suspensions where source = ${source} and debt_id = ${debtId}) as was_suspended,
      exists (select from access_suspensions
        where source = ${source} and subject = ${subject} and restored_at is null) as still_suspended`.execute(
    db,
  );
  const { was_suspended, still_suspended } = found.rows[0]!;
  return {
    wasSuspended: was_suspended || restored.rows.length > 0 || still_suspended,
    access: still_suspended ? 'suspended' : 'active',
  };
}

/** What access belongs to: the subscription, else the customer, else the debt alone. */
export function subjectOf({ subscriptionId, input }: RecoveryRecord): string {
  if (subscriptionId) return `subscription:${subscriptionId}`;
  return input.customerId ? `customer:${input.customerId}` : `debt:${input.debtId}`;
}
