import type { HoldKind } from './hold.ts';
import type { IsoInstant } from './instant.ts';
import type { Access, Outcome } from './outcome.ts';
import type { PlannedStep } from './plan.ts';
import { holdsAt, type DeliveryNote, type RecoveryState } from './recovery.ts';

/** Answer of the query `recoveryStatus` and of every update. */
export interface RecoveryStatus {
  readonly outcome: Outcome | null;
  /** A step id, or `winback` once the last step is taken. */
  readonly currentStep: string;
  /** When the recovery acts next by itself; null when it has ended or is held. */
  readonly nextStepAt: IsoInstant | null;
  readonly hold: HoldKind | null;
  readonly access: Access;
  readonly deliveries: readonly DeliveryNote[];
  readonly plan: readonly PlannedStep[];
}

/** @param lapseAt end of the winback window, which is what is next after the last step */
export function statusOf(state: RecoveryState, lapseAt: IsoInstant, now: number): RecoveryStatus {
  const hold = state.outcome ? null : (holdsAt(state, now)[0]?.kind ?? null);
  const step = state.plan[state.stepIndex];
  return {
    outcome: state.outcome,
    currentStep: step?.step ?? 'winback',
    nextStepAt: state.outcome || hold ? null : (step?.dueAt ?? lapseAt),
    hold,
    access: state.access,
    deliveries: state.deliveries,
    plan: state.plan,
  };
}
