import { toInstant } from '../domain/instant.ts';
import type { Deferred, Held } from '../workflows/activity-contract.ts';
import type { ActivityDeps } from './deps.ts';

/** Null when the sender may send now, else the wait for this delivery's place in the queue. */
export async function awaitPace(deps: ActivityDeps, deliveryId: string): Promise<Deferred | null> {
  if (!deps.policy.pace) return null;
  const now = toInstant(await deps.clock());
  const slot = await deps.ledger.reserveSlot(deliveryId, deps.policy.pace, now);
  return slot.at > now ? { kind: 'deferred', until: slot.at, why: slot.why } : null;
}

/** A hold that is looked at again, after 6 hours unless said otherwise. */
export async function holdFor(
  deps: ActivityDeps,
  why: Held['why'],
  ms = deps.policy.holdRecheckMs,
): Promise<Held> {
  return { kind: 'held', why, recheckAt: toInstant((await deps.clock()) + ms) };
}
