import { Context } from '@temporalio/activity';
import { toInstant } from '../domain/instant.ts';
import { isPaidOutcome, type Outcome } from '../domain/outcome.ts';
import type { RecoveryRecord, Restoration } from '../ports/ledger.ts';
import type { CloseRecoveryResult, RecoveryActivities } from '../workflows/activity-contract.ts';
import { confirmPayment, type Confirming } from './confirm-payment.ts';
import type { ActivityDeps } from './deps.ts';
import { recordOf } from './record-of.ts';
import { tellCrmPatiently } from './tell-crm.ts';

/** Tries at the CRM (about 4 minutes with the pauses between them) before a repair is left to the sweep. */
const CRM_TRIES = 8;

/**
 * Records how a recovery ended; after payment gives access back first, then tells the CRM and thanks.
 * Every part finds what an earlier attempt did, so it may be repeated. Throws a `ProviderError` while the CRM or the
 * processor cannot be reached; Temporal tries again.
 */
export function createCloseRecovery(deps: ActivityDeps): RecoveryActivities['closeRecovery'] {
  return async ({ recovery, outcome }) => {
    const record = await recordOf(deps, recovery);
    await deps.ledger.recordOutcome(recovery, outcome, toInstant(await deps.clock()));
    if (isPaidOutcome(outcome)) return settlePayment(deps, record, outcome);
    await tellOrRetry(deps, record, outcome);
    const suspended = await deps.ledger.isSuspended(recovery);
    return { kind: 'closed', access: suspended ? 'suspended' : 'active', confirmation: null };
  };
}

/** A payment for a recovery that ended suspended: access comes back; the outcome stays what it was. */
export function createRestoreAccess(deps: ActivityDeps): RecoveryActivities['restoreAccess'] {
  return async ({ recovery }) => settlePayment(deps, await recordOf(deps, recovery), null);
}

async function settlePayment(
  deps: ActivityDeps,
  record: RecoveryRecord,
  outcome: Outcome | null,
): Promise<CloseRecoveryResult> {
  const restored = await deps.ledger.restoreAccess(record.input, toInstant(await deps.clock()));
  const { access } = restored;
  const late = access === 'active' ? 'access_restored' : 'paid';
  await tellOrRetry(deps, record, outcome ?? late);
  const change = record.input.kind === 'order' ? 'none' : changeOf(restored);
  const confirmation = await confirmPayment(deps, { record, access: change });
  if (confirmation && 'kind' in confirmation) return { ...confirmation, access };
  return { kind: 'closed', access, confirmation };
}

/** What the payment did to access, as the customer is told. */
function changeOf({ wasSuspended, access, endedBySource }: Restoration): Confirming['access'] {
  if (endedBySource) return 'ended';
  if (!wasSuspended) return 'unchanged';
  return access === 'active' ? 'restored' : 'still_suspended';
}

async function tellOrRetry(deps: ActivityDeps, { input }: RecoveryRecord, status: string): Promise<void> {
  const failure = await tellCrmPatiently(deps, input, status);
  if (!failure) return;
  if (Context.current().info.attempt < CRM_TRIES) throw failure;
  deps.log.error({ debtId: input.debtId, err: failure }, 'crm.given_up');
}
