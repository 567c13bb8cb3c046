import { Context } from '@temporalio/activity';
import { toInstant } from '../domain/instant.ts';
import { isPaidOutcome, type Outcome } from '../domain/outcome.ts';
import type { RecoveryRecord, Restoration } from '../ports/ledger.ts';
import type {
  CloseRecoveryResult,
  Confirmation,
  Deferred,
  HeardOptOut,
  RecoveryActivities,
} from '../workflows/activity-contract.ts';
import { ProviderError } from '../ports/provider-error.ts';
import { confirmPayment, type Confirming } from './confirm-payment.ts';
import type { ActivityDeps } from './deps.ts';
import { noteOrderNumber } from './note-order-number.ts';
import { recordOf } from './record-of.ts';
import { noteOptOut } from './record-opt-out.ts';
import { settleAllInterrupted } from './settle-interrupted.ts';
import { alertOnRefusal, restoreAtProcessor, settleCancellation } from './subscription-effects.ts';
import { tellCrmPatiently } from './tell-crm.ts';

/** Tries at a CRM or a processor that is away (about 4 minutes with the pauses between them) before we go on without. */
const PATIENT_TRIES = 8;

/**
 * Records how a recovery ended; after payment gives access back first, thanks, and tells the CRM.
 * Every part finds what an earlier attempt did, so it may be repeated. Throws a `ProviderError` while the CRM or the
 * processor is away, some tries long; Temporal tries again.
 */
export function createCloseRecovery(deps: ActivityDeps): RecoveryActivities['closeRecovery'] {
  return async ({ recovery, outcome, ...heard }) => {
    const record = await recordOf(deps, recovery);
    await settleAllInterrupted(deps, recovery);
    if (outcome === 'expired') await noteOrderNumber(deps, record);
    await deps.ledger.recordOutcome(recovery, outcome, toInstant(await deps.clock()));
    await noteOptOut(deps, record, heard);
    if (isPaidOutcome(outcome)) return settlePayment(deps, record, { outcome, heard });
    await tellOrRetry(deps, record, outcome);
    const suspended = await deps.ledger.isSuspended(recovery);
    return { kind: 'closed', access: suspended ? 'suspended' : 'active', confirmation: null };
  };
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

/** A refused key or a wrong address needs a person; only what is away is worth trying again here. */
function maySoonPass({ details: { kind } }: ProviderError): boolean {
  const mayPass = kind === 'unavailable' || kind === 'rate_limited';
  return mayPass && Context.current().info.attempt < PATIENT_TRIES;
}
