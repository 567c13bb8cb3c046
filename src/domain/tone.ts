import type { StepId } from './sequence.ts';

/** How firmly a step speaks; an order's one notice is as friendly as a first one. */
const FIRMNESS: Readonly<Record<StepId, number>> = {
  first_notice: 1,
  order_notice: 1,
  second_notice: 2,
  final_notice: 3,
  suspension: 4,
};

/** Whether the first step speaks more softly than the second. */
export function isSofter(one: StepId, other: StepId): boolean {
  return FIRMNESS[one] < FIRMNESS[other];
}

/**
 * A reminder asks for money and may wait a day. The day-14 notice is an account notice, and an order expires before
 * another day comes.
 */
export function isReminder(step: StepId): boolean {
  return step !== 'suspension' && step !== 'order_notice';
}

/** Whether another invoice's message may stand for this step: a final notice is always said by itself. */
export function mayBeMerged(step: StepId): boolean {
  return isReminder(step) && step !== 'final_notice';
}
