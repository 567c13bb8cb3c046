import { toInstant } from '../domain/instant.ts';
import type { Held } from '../workflows/activity-contract.ts';
import type { ActivityDeps } from './deps.ts';

/** A hold that is looked at again, after 6 hours unless said otherwise. */
export async function holdFor(
  deps: ActivityDeps,
  why: Held['why'],
  ms = deps.policy.holdRecheckMs,
): Promise<Held> {
  return { kind: 'held', why, recheckAt: toInstant((await deps.clock()) + ms) };
}
