import type { Trouble } from '../workflows/activity-contract.ts';
import type { ActivityDeps } from './deps.ts';

/** However long the trouble lasts: a month of hourly tries fits into one workflow history with room to spare. */
const LONGEST_PAUSE_MS = 3_600_000;

/**
 * Milliseconds until a step is tried again: doubled with each try in a row that met the same trouble, so that the
 * repair is noticed within the time that the trouble had lasted, and an hour at most.
 */
export function growingPause(
  { policy }: ActivityDeps,
  earlier: Trouble | null,
  { why, firstMs }: { readonly why: Trouble['why']; readonly firstMs: number },
): number {
  const tries = earlier?.why === why ? earlier.tries : 0;
  return Math.min(firstMs * 2 ** tries, LONGEST_PAUSE_MS, policy.holdRecheckMs);
}
