import { toInstant } from '../domain/instant.ts';
import type { RecoveryRecord } from '../ports/ledger.ts';
import type { Deferred, Stopped, Trouble } from '../workflows/activity-contract.ts';
import type { ActivityDeps } from './deps.ts';
import { isFresh, lookAtInvoice, unreadable, type OpenLook } from './look-at-invoice.ts';
import { subscriptionsOf } from './subscriptions-of.ts';

export interface CarryingOut {
  /** What allowed the suspension. */
  readonly look: OpenLook;
  readonly trouble: Trouble | null;
}

/** Cancels for good what the ledger has suspended. @returns why it is not done, or null */
export async function cancelSubscription(
  deps: ActivityDeps,
  record: RecoveryRecord,
  { subscriptionId, ...carrying }: CarryingOut & { readonly subscriptionId: string },
): Promise<Stopped | Deferred | null> {
  const subscriptions = subscriptionsOf(deps, record);
  if ((await subscriptions.read(subscriptionId)) === 'ended') {
    const { effect } = await deps.ledger.effectOf(record);
    await recordEnded(deps, record, effect === null ? 'processor' : 'stripe_cancel');
    return null;
  }
  const notAllowed = await licensed(deps, record, carrying);
  if (notAllowed) return notAllowed;
  await subscriptions.cancel({ subscriptionId, debtId: record.input.debtId });
  await recordEnded(deps, record, 'stripe_cancel');
  return null;
}

/** Between two of them a payment may have come. */
const MOST_LOOKS = 3;

/**
 * Nothing brings a cancelled subscription back: as for a message, a look that is fresh and then the licence come right
 * before the request, and an attempt that slept between them looks again. Null: go ahead.
 */
async function licensed(
  deps: ActivityDeps,
  record: RecoveryRecord,
  { look, trouble }: CarryingOut,
): Promise<Stopped | Deferred | null> {
  let last = look;
  for (let looks = 0; looks < MOST_LOOKS; looks += 1) {
    const now = (await isFresh(deps, last)) ? last : await lookAtInvoice(deps, record, trouble);
    if (now.kind !== 'open') return now;
    last = now;
    if ((await deps.ledger.licenseEffect(record, 'cancel')) === null) return refused(deps, record);
    if (await isFresh(deps, last)) return null;
  }
  return unreadable(deps, trouble);
}

async function refused({ ledger }: ActivityDeps, { input }: RecoveryRecord): Promise<Stopped> {
  const standing = await ledger.findStanding(input);
  if (!standing) throw new Error(`the suspension of ${input.debtId} does not stand: nothing is cancelled`);
  return { kind: 'stopped', standing };
}

async function recordEnded(
  { ledger, clock }: ActivityDeps,
  record: RecoveryRecord,
  by: 'stripe_cancel' | 'processor',
): Promise<void> {
  await ledger.recordSubscriptionEnded(record, by, toInstant(await clock()));
}

/** A payment: finds out what became of a cancellation that nobody answered, before the ledger says access is back. */
export async function settleCancellation(deps: ActivityDeps, record: RecoveryRecord): Promise<void> {
  const { subscriptionId } = record;
  if (!subscriptionId) return;
  const { policy, effect } = await deps.ledger.effectOf(record);
  if (policy !== 'stripe_cancel' || effect !== 'asked') return;
  const standing = await subscriptionsOf(deps, record).read(subscriptionId);
  if (standing === 'ended') await recordEnded(deps, record, 'stripe_cancel');
}
