import { durationMs } from './duration.ts';
import { toEpochMs, toInstant, type IsoInstant } from './instant.ts';
import type { RecoveryInput } from './recovery-input.ts';
import { winbackWindowMs, type StepId } from './sequence.ts';

/** A step with its due instant. */
export interface PlannedStep {
  readonly step: StepId;
  readonly dueAt: IsoInstant;
  /** What moved it last, e.g. `window` or `governor`; absent while it is due as planned. */
  readonly movedBy?: string;
}

/** Every step's due instant, counted from the first failure, so that nothing drifts. */
export function planOf(input: Pick<RecoveryInput, 'firstFailureAt' | 'sequence'>): PlannedStep[] {
  const start = toEpochMs(input.firstFailureAt);
  return input.sequence.steps.map(({ id, offset }) => ({
    step: id,
    dueAt: toInstant(start + durationMs(offset)),
  }));
}

/**
 * Latest instant at which an unsuspended recovery may still be open: last step plus winback window.
 * A hold that outlasts it ends the recovery as `lapsed`, without suspending.
 */
export function lapseInstant(input: Pick<RecoveryInput, 'firstFailureAt' | 'sequence'>): IsoInstant {
  const last = planOf(input).at(-1)?.dueAt ?? input.firstFailureAt;
  return toInstant(toEpochMs(last) + winbackWindowMs(input.sequence));
}
