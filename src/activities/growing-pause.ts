import { growingPauseMs } from '../domain/growing-pause.ts';
import type { Trouble } from '../workflows/activity-contract.ts';
import type { ActivityDeps } from './deps.ts';

/** Milliseconds until a step is tried again, growing with every try in a row that met the same trouble. */
export function growingPause(
  { policy }: ActivityDeps,
  earlier: Trouble | null,
  { why, firstMs }: { readonly why: Trouble['why']; readonly firstMs: number },
): number {
  const tries = earlier?.why === why ? earlier.tries : 0;
  return Math.min(growingPauseMs(tries, firstMs), policy.holdRecheckMs);
}
