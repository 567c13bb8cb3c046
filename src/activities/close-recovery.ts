import type { DebtRef } from '../domain/ids.ts';
import { toInstant } from '../domain/instant.ts';
import { isByClock, isPaidOutcome, type Access, type Outcome } from '../domain/outcome.ts';
import type { RecoveryRecord, Restoration } from '../ports/ledger.ts';
import type {
  CloseRecoveryResult,
  Confirmation,
  Deferred,
  HeardOptOut,
  RecoveryActivities,
} from '../workflows/activity-contract.ts';
import { ProviderError } from '../ports/provider-error.ts';
import { settleCancellation } from './cancel-subscription.ts';
import { confirmPayment, type Confirming } from './confirm-payment.ts';
import type { ActivityDeps } from './deps.ts';
import { endingByClock } from './ending-by-clock.ts';
import { maySoonPass } from './patience.ts';
import { recordOf } from './record-of.ts';
import { noteOptOut } from './record-opt-out.ts';
import { settleAllInterrupted } from './settle-interrupted.ts';
import { alertOnRefusal, restoreAtProcessor } from './subscription-effects.ts';
import { tellCrmPatiently } from './tell-crm.ts';

/**
 * Records how a recovery ended, after a last look at the debt where only its time ran out; after payment gives access
 * back first, thanks, and tells the CRM.
 * Every part finds what an earlier attempt did, so it may be repeated. Throws a `ProviderError` while the CRM or the
 * processor is away, some tries long; Temporal tries again.
 */
export function createCloseRecovery(deps: ActivityDeps): RecoveryActivities['closeRecovery'] {
  return async ({ recovery, outcome, ...heard }) => {
    const record = await recordOf(deps, recovery);
    await settleAllInterrupted(deps, recovery);
    const ending = isByClock(outcome) ? await endingByClock(deps, record, outcome) : outcome;
    if (typeof ending !== 'string') return { ...ending, access: await accessOf(deps, recovery) };
    const kept = await deps.ledger.recordOutcome(recovery, ending, toInstant(await deps.clock()));
    await noteOptOut(deps, record, heard);
    if (!isByClock(outcome)) return settle(deps, record, { outcome, heard });
    return { ...(await settle(deps, record, { outcome: kept, heard })), outcome: kept };
  };
}

async function settle(
  deps: ActivityDeps,
  record: RecoveryRecord,
  { outcome, heard }: { readonly outcome: Outcome; readonly heard: HeardOptOut },
): Promise<CloseRecoveryResult> {
  if (isPaidOutcome(outcome)) return settlePayment(deps, record, { outcome, heard });
  await tellOrRetry(deps, record, outcome);
  return { kind: 'closed', access: await accessOf(deps, record.input), confirmation: null };
}

async function accessOf({ ledger }: ActivityDeps, debt: DebtRef): Promise<Access> {
  return (await ledger.isSuspended(debt)) ? 'suspended' : 'active';
}

/** A payment for a recovery that ended suspended: access comes back; the outcome stays what it was. */
export function createRestoreAccess(deps: ActivityDeps): RecoveryActivities['restoreAccess'] {
  return async ({ recovery, ...heard }) => {
    const record = await recordOf(deps, recovery);
    await noteOptOut(deps, record, heard);
    return settlePayment(deps, record, { outcome: null, heard });
  };
}

async function settlePayment(
  deps: ActivityDeps,
  record: RecoveryRecord,
  { outcome, heard }: { readonly outcome: Outcome | null; readonly heard: HeardOptOut },
): Promise<CloseRecoveryResult> {
  const restored = await restore(deps, record);
  const { access } = restored;
  const change = record.input.kind === 'order' ? 'none' : changeOf(restored);
  const confirmation = await confirmOrRetry(deps, { record, access: change, heard });
  const late = access === 'active' ? 'access_restored' : 'paid';
  await tellOrRetry(deps, record, outcome ?? late);
  if (confirmation && 'kind' in confirmation) return { ...confirmation, access };
  return { kind: 'closed', access, confirmation };
}

/** In the ledger, then at the processor, for as long as that takes: nobody is thanked for access that is not there. */
async function restore(deps: ActivityDeps, record: RecoveryRecord): Promise<Restoration> {
  try {
    await settleCancellation(deps, record);
    const restored = await deps.ledger.restoreAccess(record, toInstant(await deps.clock()));
    if (!restored.endedBySource) await restoreAtProcessor(deps, record);
    return restored;
  } catch (error) {
    await alertOnRefusal(deps, record, error);
    throw error;
  }
}

/** What the payment did to access, as the customer is told. */
function changeOf({ wasSuspended, access, endedBySource }: Restoration): Confirming['access'] {
  if (endedBySource) return 'ended';
  if (!wasSuspended) return 'unchanged';
  return access === 'active' ? 'restored' : 'still_suspended';
}

/** A thank-you is worth some tries at a processor that is away, and no more. */
async function confirmOrRetry(
  deps: ActivityDeps,
  confirming: Confirming,
): Promise<Confirmation | Deferred | null> {
  try {
    return await confirmPayment(deps, confirming);
  } catch (error) {
    if (!(error instanceof ProviderError) || maySoonPass(error)) throw error;
    deps.log.error({ debtId: confirming.record.input.debtId, err: error }, 'confirmation.given_up');
    return null;
  }
}

async function tellOrRetry(deps: ActivityDeps, { input }: RecoveryRecord, status: string): Promise<void> {
  const failure = await tellCrmPatiently(deps, input, { status, amount: null });
  if (!failure) return;
  if (maySoonPass(failure)) throw failure;
  deps.log.error({ debtId: input.debtId, err: failure }, 'crm.given_up');
}
