import { scaleDuration, type IsoDuration } from './duration.ts';

/** Every step a sequence may have. `suspension` first suspends access, then tells the customer. */
export const STEP_IDS = [
  'first_notice',
  'second_notice',
  'final_notice',
  'suspension',
  'order_notice',
] as const;
export type StepId = (typeof STEP_IDS)[number];

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
  /** How long the recovery stays open for a late payment after its last step (or its suspension). */
  readonly winbackWindow: IsoDuration;
  /** How it ends when nobody pays; `lapsed` when absent. */
  readonly endsAs?: 'expired';
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

/**
 * One-off payments: asked once, a quarter of an hour after the first failure (the buyer may still be at the checkout),
 * and over 24 hours after it. Nothing is suspended.
 */
export const ORDER_SEQUENCE: Sequence = {
  id: 'order',
  version: '1',
  steps: [{ id: 'order_notice', offset: 'PT15M' }],
  // With the quarter of an hour before it, 24 hours.
  winbackWindow: 'PT23H45M',
  endsAs: 'expired',
};

/** The one place where `DAY_LENGTH` changes a plan. */
export function scaleSequence(sequence: Sequence, dayLengthMs: number): Sequence {
  return {
    ...sequence,
    steps: sequence.steps.map((step) => ({ ...step, offset: scaleDuration(step.offset, dayLengthMs) })),
    winbackWindow: scaleDuration(sequence.winbackWindow, dayLengthMs),
  };
}
