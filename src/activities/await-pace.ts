import { describeHours, nextOpening } from '../domain/contact-hours.ts';
import { toInstant } from '../domain/instant.ts';
import type { Deferred } from '../workflows/activity-contract.ts';
import { contactTime, type ContactStep } from './contact-time.ts';
import type { ActivityDeps } from './deps.ts';
import type { OpenLook } from './look-at-invoice.ts';

export interface Queueing {
  readonly deliveryId: string;
  readonly customer: OpenLook['customer'];
}

/**
 * Null when the sender may send now, else the wait for this delivery's place in the queue. A place outside the
 * customer's hours is left to others: the step waits for the window and queues again then, so that no place is wasted
 * and the morning is no burst.
 */
export async function awaitPace(
  deps: ActivityDeps,
  { recovery, step, hurry = false }: ContactStep & { readonly hurry?: boolean },
  { deliveryId, customer }: Queueing,
): Promise<Deferred | null> {
  const { pace } = deps.policy;
  if (!pace) return null;
  const now = toInstant(await deps.clock());
  const time = contactTime(deps.policy, customer);
  const isUseful = (at: string) => hurry || at <= now || nextOpening(at, time).at === at;
  const slot = await deps.ledger.reserveSlot({ deliveryId, isUseful }, pace, now);
  if (slot.at <= now) return null;
  if (slot.kind === 'reserved') return { kind: 'deferred', until: slot.at, why: slot.why };
  const opening = nextOpening(slot.at, time);
  const note = `deferred: window (${describeHours(time, opening)}; the sender is free at ${slot.at}): until ${opening.at}`;
  await deps.ledger.recordWhyNot({ debt: recovery, step }, note, now);
  return { kind: 'deferred', until: opening.at, why: 'window' };
}

/** The provider asked for a rest: it is the device that rests, not only the message it was asked about. */
export async function restSender({ ledger, policy, clock }: ActivityDeps, ms: number): Promise<void> {
  if (!policy.pace) return;
  await ledger.pauseSender(policy.pace.device, toInstant((await clock()) + ms));
}
