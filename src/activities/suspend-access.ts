import { isConfirmed } from '../domain/delivery.ts';
import { toInstant } from '../domain/instant.ts';
import type { Money } from '../domain/money.ts';
import type { RecoveryRecord } from '../ports/ledger.ts';
import type { Held, RecoveryActivities, SuspendAccessResult } from '../workflows/activity-contract.ts';
import { awaitDispute } from './await-dispute.ts';
import { beforeSuspension } from './contact-time.ts';
import type { ActivityDeps } from './deps.ts';
import { lookAtInvoice } from './look-at-invoice.ts';
import { holdFor } from './reach-customer.ts';
import { recordOf } from './record-of.ts';
import { tellCrmBriefly } from './tell-crm.ts';

/**
 * Suspends access, under the policy `flag`: a fact in the ledger and the CRM that other systems act on.
 * Needs an open invoice (read now), a final notice that surely went out, and the date that it printed.
 * Repeating it finds access suspended and changes nothing.
 */
export function createSuspendAccess(deps: ActivityDeps): RecoveryActivities['suspendAccess'] {
  return async (request) => {
    const { recovery, trouble } = request;
    const record = await recordOf(deps, recovery);
    const look = await lookAtInvoice(deps, record, trouble);
    if (look.kind !== 'open') return look;
    const disputed = await awaitDispute(deps, request);
    if (disputed) return disputed;
    const isShadow = deps.policy.isShadow || record.isShadow === true;
    if (!isShadow && (await deps.ledger.isAccessEnded(recovery))) return recordEnd(deps, record);
    const reason =
      (await withoutFinalNotice(deps, record, isShadow)) ??
      (await beforeSuspension(deps, record, look.customer));
    if (!reason && isShadow) return { kind: 'skipped', why: 'shadow' };
    return reason ?? suspend(deps, record, look.invoice.amountRemaining);
  };
}

async function suspend(
  deps: ActivityDeps,
  record: RecoveryRecord,
  amount: Money,
): Promise<SuspendAccessResult> {
  const { input } = record;
  const suspended = await deps.ledger.suspendAccess(record, toInstant(await deps.clock()));
  if (suspended.kind === 'closed') return { kind: 'stopped', standing: suspended.standing };
  await tellCrmBriefly(deps, input, { status: 'suspended', amount });
  return { kind: 'suspended', at: suspended.at };
}

/**
 * The processor has cancelled the subscription because nobody paid: there is no effect of ours to have, and so nothing
 * that had to be announced. The day-14 notice still goes out, and the winback window begins.
 */
async function recordEnd(deps: ActivityDeps, record: RecoveryRecord): Promise<SuspendAccessResult> {
  const recorded = await deps.ledger.suspendAccess(record, toInstant(await deps.clock()));
  if (recorded.kind === 'closed') return { kind: 'stopped', standing: recorded.standing };
  return { kind: 'suspended', at: recorded.at };
}

async function withoutFinalNotice(
  deps: ActivityDeps,
  { input }: RecoveryRecord,
  isShadow: boolean,
): Promise<Held | null> {
  // A notice that was only shown counts where the suspension is only shown too.
  if (isShadow && (await deps.ledger.shadowStepsOf(input)).includes('final_notice')) return null;
  const deliveries = await deps.ledger.deliveriesOf(input);
  if (deliveries.some(({ step, state }) => step === 'final_notice' && isConfirmed(state))) return null;
  await deps.alerts.alert({
    key: `final-notice:${input.debtId}`,
    what: `${input.debtId}: nobody knows that the final notice arrived, so access is not suspended`,
    remedy: 'tell the customer yourself, or cancel the recovery; it lapses by itself without suspending',
  });
  return holdFor(deps, 'final_notice_unconfirmed');
}
