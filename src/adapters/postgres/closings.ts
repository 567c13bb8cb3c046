import { sql, type RawBuilder } from 'kysely';
import type { SubjectStanding } from '../../domain/subject.ts';

/** Where a statement finds the debt it asks about: values, or columns of a row it is looking at. */
export interface DebtColumns {
  readonly source: RawBuilder<unknown>;
  readonly debtId: RawBuilder<unknown>;
}

/**
 * True where the subscription or customer of this debt's recovery has ended that way. A fact of the subject, not of the
 * debt: it also holds for debts that fail after it.
 */
export function subjectEnded(
  { source, debtId }: DebtColumns,
  standing: SubjectStanding,
): RawBuilder<boolean> {
  return sql<boolean>`exists (
    select from recoveries r join subject_closings c
      on c.source = r.source and c.subject in ('subscription:' || r.subscription_id, 'customer:' || r.customer_id)
    where r.source = ${source} and r.debt_id = ${debtId} and c.standing = ${standing})`;
}

/** True where nothing may be asked of this debt any more. */
export function isClosed(debt: DebtColumns): RawBuilder<boolean> {
  return sql<boolean>`(exists (
    select from standings s where s.source = ${debt.source} and s.debt_id = ${debt.debtId}
  ) or ${subjectEnded(debt, 'subscription_ended')})`;
}

/** True where the recovery of this debt has its outcome: an attempt that slept meanwhile may do nothing more. */
export function hasEnded({ source, debtId }: DebtColumns): RawBuilder<boolean> {
  return sql<boolean>`exists (
    select from recoveries r where r.source = ${source} and r.debt_id = ${debtId} and r.outcome is not null)`;
}
