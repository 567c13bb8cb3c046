import type { RecoveryRecord } from '../ports/ledger.ts';
import { ProviderError } from '../ports/provider-error.ts';
import type { Deferred, Stopped } from '../workflows/activity-contract.ts';
import { cancelSubscription, type CarryingOut } from './cancel-subscription.ts';
import type { ActivityDeps } from './deps.ts';
import { subscriptionsOf } from './subscriptions-of.ts';

/*
 * The ledger is the law, and the processor follows it: each call reads what the ledger wants, looks what the processor
 * has, and asks for the difference. So every call may be repeated, and a crash anywhere is made good by the next one.
 * Both throw a `ProviderError` while the processor cannot be asked.
 */

/**
 * Carries out a suspension that the ledger knows. Nothing to do under `flag`, or where no subscription is known.
 * @returns why it is not done, or null
 */
export async function suspendAtProcessor(
  deps: ActivityDeps,
  record: RecoveryRecord,
  carrying: CarryingOut,
): Promise<Stopped | Deferred | null> {
  const { subscriptionId } = record;
  if (!subscriptionId) return null;
  const { policy } = await deps.ledger.effectOf(record);
  if (policy === 'stripe_cancel') return cancelSubscription(deps, record, { ...carrying, subscriptionId });
  if (policy === 'stripe_pause_collection') await alignPause(deps, record, subscriptionId);
  return null;
}

/** Undoes what can be undone, once the ledger says that access is back. */
export async function restoreAtProcessor(deps: ActivityDeps, record: RecoveryRecord): Promise<void> {
  const { subscriptionId } = record;
  if (subscriptionId) await alignPause(deps, record, subscriptionId);
}

/** Another recovery of the subscription may change what is wanted meanwhile: whoever finishes last sees it. */
const MOST_LOOKS = 3;

async function alignPause(deps: ActivityDeps, record: RecoveryRecord, id: string): Promise<void> {
  for (let looks = 0; looks < MOST_LOOKS; looks += 1) {
    const { isPauseWanted, isPauseOurs } = await deps.ledger.effectOf(record);
    if (isPauseWanted) await pause(deps, record, { id, isPauseOurs });
    else if (isPauseOurs) await resume(deps, record, id);
    if ((await deps.ledger.effectOf(record)).isPauseWanted === isPauseWanted) return;
  }
}

async function pause(
  deps: ActivityDeps,
  record: RecoveryRecord,
  { id, isPauseOurs }: { readonly id: string; readonly isPauseOurs: boolean },
): Promise<void> {
  const subscriptions = subscriptionsOf(deps, record);
  const standing = await subscriptions.read(id);
  // Paused by somebody else: it is not ours to undo, so it is not ours at all.
  if (standing === 'ended' || (standing === 'paused' && !isPauseOurs)) return;
  if (standing === 'collecting') {
    const licence = await deps.ledger.licenseEffect(record, 'pause');
    if (licence === null) return;
    const idempotencyKey = `recoup:suspend:${record.input.debtId}:${licence}`;
    await subscriptions.pause({ subscriptionId: id, idempotencyKey });
  }
  await deps.ledger.recordEffectDone(record.input);
}

async function resume(deps: ActivityDeps, record: RecoveryRecord, id: string): Promise<void> {
  const subscriptions = subscriptionsOf(deps, record);
  if ((await subscriptions.read(id)) === 'paused') {
    const idempotencyKey = `recoup:restore:${record.input.debtId}:${await deps.ledger.recordEffectAsked(record)}`;
    await subscriptions.resume({ subscriptionId: id, idempotencyKey });
  }
  await deps.ledger.recordEffectUndone(record);
}

/** What does not pass by itself keeps access from being what the ledger says, until a person repairs it. */
export async function alertOnRefusal(
  { alerts, log }: ActivityDeps,
  { input: { debtId } }: RecoveryRecord,
  error: unknown,
): Promise<void> {
  if (!(error instanceof ProviderError)) return;
  log.warn({ debtId, err: error }, 'suspension.not_carried_out');
  const { kind, provider } = error.details;
  if (kind === 'unavailable' || kind === 'rate_limited') return;
  await alerts.alert({
    key: `suspension:${provider}:${kind}`,
    what: `a subscription cannot be suspended or given back (${error.message}): it is tried again until it can`,
    remedy: 'give the key write access to subscriptions, or set SUSPENSION_POLICY=flag for what comes',
  });
}
