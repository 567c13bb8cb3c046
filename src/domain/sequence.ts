import { scaleDuration, type IsoDuration } from './duration.ts';

/** A planned contact. `suspension` first suspends access, then tells the customer. */
export type StepId = 'first_notice' | 'second_notice' | 'final_notice' | 'suspension';

/** One planned contact at an offset from the first failure. */
export interface SequenceStep {
  readonly id: StepId;
  readonly offset: IsoDuration;
}

/** The plan of a recovery. A running recovery keeps the version it started with. */
export interface Sequence {
  readonly id: string;
  readonly version: string;
  readonly steps: readonly SequenceStep[];
  /** How long a suspended recovery stays open for a late payment. */
  readonly winbackWindow: IsoDuration;
}

/** Day 0, 3, 7 and 14; thirty days to win the customer back. */
export const STANDARD_SEQUENCE: Sequence = {
  id: 'standard',
  version: '1',
  steps: [
    { id: 'first_notice', offset: 'PT0S' },
    { id: 'second_notice', offset: 'P3D' },
    { id: 'final_notice', offset: 'P7D' },
    { id: 'suspension', offset: 'P14D' },
  ],
  winbackWindow: 'P30D',
};

/** The one place where `DAY_LENGTH` changes a plan. */
export function scaleSequence(sequence: Sequence, dayLengthMs: number): Sequence {
  return {
    ...sequence,
    steps: sequence.steps.map((step) => ({ ...step, offset: scaleDuration(step.offset, dayLengthMs) })),
    winbackWindow: scaleDuration(sequence.winbackWindow, dayLengthMs),
  };
}
