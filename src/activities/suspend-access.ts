import { isConfirmed } from '../domain/delivery.ts';
import { toInstant } from '../domain/instant.ts';
import type { RecoveryInput } from '../domain/recovery-input.ts';
import { stepRole, type StepId } from '../domain/sequence.ts';
import type { SuspensionPolicy } from '../domain/suspension-policy.ts';
import type { RecoveryRecord } from '../ports/ledger.ts';
import { ProviderError } from '../ports/provider-error.ts';
import type {
  Deferred,
  Held,
  RecoveryActivities,
  SuspendAccessRequest,
  SuspendAccessResult,
} from '../workflows/activity-contract.ts';
import { awaitDispute } from './await-dispute.ts';
import type { CarryingOut } from './cancel-subscription.ts';
import { awaitReply } from './await-reply.ts';
import { beforeSuspension } from './contact-time.ts';
import type { ActivityDeps } from './deps.ts';
import { findContact } from './find-contact.ts';
import { lookAtInvoice, unreadable, type OpenLook } from './look-at-invoice.ts';
import { holdFor } from './reach-customer.ts';
import { recordOf } from './record-of.ts';
import { alertOnRefusal, suspendAtProcessor } from './subscription-effects.ts';
import { tellCrmBriefly } from './tell-crm.ts';

/**
 * Suspends access: a fact in the ledger and the CRM that other systems act on and, by policy, what Stripe does about it.
 * Needs an open invoice (read now), a final notice that surely went out, and the date that it printed.
 * Repeating it finds access suspended and changes nothing.
 */
export function createSuspendAccess(deps: ActivityDeps): RecoveryActivities['suspendAccess'] {
  return async (request) => {
    const result = await decideAndSuspend(deps, request);
    if (result.kind === 'suspended' || result.kind === 'skipped') return result;
    // The fact may be written although the processor has yet to follow: a payment that comes now is a late one.
    const suspendedAt = await deps.ledger.suspendedAt(request.recovery);
    return suspendedAt ? { ...result, suspendedAt } : result;
  };
}

async function decideAndSuspend(
  deps: ActivityDeps,
  request: SuspendAccessRequest,
): Promise<SuspendAccessResult> {
  const { recovery, trouble } = request;
  const record = await recordOf(deps, recovery);
  const look = await lookAtInvoice(deps, record, trouble);
  if (look.kind !== 'open') return look;
  const disputed = await awaitDispute(deps, request);
  if (disputed) return disputed;
  const contact = await findContact(deps, record, look);
  const replied = contact && (await awaitReply(deps, request, contact));
  if (replied) return replied;
  const isShadow = deps.policy.isShadow || record.isShadow === true;
  if (!isShadow && (await deps.ledger.isAccessEnded(recovery))) return recordEnd(deps, record);
  // What the ledger knows as suspended was allowed when it was written; only the processor may still have to follow.
  const reason = (await deps.ledger.isSuspended(recovery))
    ? null
    : await notYet(deps, { record, customer: look.customer, isShadow });
  if (reason) return reason;
  if (isShadow) return { kind: 'skipped', why: 'shadow' };
  return suspend(deps, { record, look, trouble });
}

interface Looking {
  readonly record: RecoveryRecord;
  readonly customer: OpenLook['customer'];
  readonly isShadow: boolean;
}

async function notYet(
  deps: ActivityDeps,
  { record, customer, isShadow }: Looking,
): Promise<Held | Deferred | null> {
  return (
    (await withoutFinalNotice(deps, record, isShadow)) ?? (await beforeSuspension(deps, record, customer))
  );
}

interface Suspending extends CarryingOut {
  readonly record: RecoveryRecord;
}

/** The fact first, which no closing event can overtake; then the processor, however often that takes. */
async function suspend(
  deps: ActivityDeps,
  { record, look, trouble }: Suspending,
): Promise<SuspendAccessResult> {
  const { input } = record;
  const now = toInstant(await deps.clock());
  const suspended = await deps.ledger.suspendAccess(record, now, policyOf(deps, input));
  if (suspended.kind === 'closed') return { kind: 'stopped', standing: suspended.standing };
  try {
    const notDone = await suspendAtProcessor(deps, record, { look, trouble });
    if (notDone) return notDone;
  } catch (error) {
    if (!(error instanceof ProviderError)) throw error;
    await alertOnRefusal(deps, record, error);
    return unreadable(deps, trouble);
  }
  await tellCrmBriefly(deps, input, { status: 'suspended', amount: look.invoice.amountRemaining });
  return { kind: 'suspended', at: suspended.at };
}

/** What only some sources can do the others leave to whoever reads the fact. */
function policyOf({ policy, subscriptions }: ActivityDeps, { source }: RecoveryInput): SuspensionPolicy {
  return subscriptions[source] ? policy.suspension : 'flag';
}

/**
 * The processor has cancelled the subscription because nobody paid: there is no effect of ours to have, and so nothing
 * that had to be announced. The day-14 notice still goes out, and the winback window begins.
 */
async function recordEnd(deps: ActivityDeps, record: RecoveryRecord): Promise<SuspendAccessResult> {
  const recorded = await deps.ledger.suspendAccess(record, toInstant(await deps.clock()));
  if (recorded.kind === 'closed') return { kind: 'stopped', standing: recorded.standing };
  // An earlier try of ours cancelled it, and did not come to say so.
  const { policy } = await deps.ledger.effectOf(record);
  if (policy === 'stripe_cancel')
    await tellCrmBriefly(deps, record.input, { status: 'suspended', amount: null });
  return { kind: 'suspended', at: recorded.at };
}

async function withoutFinalNotice(
  deps: ActivityDeps,
  { input }: RecoveryRecord,
  isShadow: boolean,
): Promise<Held | null> {
  const isFinal = (step: StepId): boolean => stepRole(input.sequence, step) === 'final_notice';
  // A notice that was only shown counts where the suspension is only shown too.
  if (isShadow && (await deps.ledger.shadowStepsOf(input)).some(isFinal)) return null;
  const deliveries = await deps.ledger.deliveriesOf(input);
  if (deliveries.some(({ step, state }) => isFinal(step) && isConfirmed(state))) return null;
  await deps.alerts.alert({
    key: `final-notice:${input.debtId}`,
    what: `${input.debtId}: nobody knows that the final notice arrived, so access is not suspended`,
    remedy: 'tell the customer yourself, or cancel the recovery; it lapses by itself without suspending',
  });
  return holdFor(deps, 'final_notice_unconfirmed');
}
