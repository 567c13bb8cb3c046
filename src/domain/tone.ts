import { assertNever } from './assert-never.ts';
import { roleOf, type Sequence, type StepId, type StepRole } from './sequence.ts';

/**
 * How firmly a step speaks: each reminder of a sequence more than the one before it, the final notice more than any
 * reminder, the suspension most. An order's notice is as friendly as a first one.
 */
export function firmnessOf({ steps }: Pick<Sequence, 'steps'>, id: StepId): number {
  const index = steps.findIndex((step) => step.id === id);
  const role = roleOf(steps[index] ?? { id });
  switch (role) {
    case 'reminder':
      return steps.slice(0, index + 1).filter((step) => roleOf(step) === 'reminder').length;
    case 'order':
      return 1;
    case 'final_notice':
      return FINAL;
    case 'suspension':
      return FINAL + 1;
    default:
      return assertNever(role);
  }
}

/** Above every reminder: a sequence has three at most, one that was started by hand perhaps some more. */
const FINAL = 1_000;

/**
 * A reminder asks for money and may wait a day. The day-14 notice is an account notice, and an order expires before
 * another day comes.
 */
export function asksDaily(role: StepRole): boolean {
  return role === 'reminder' || role === 'final_notice';
}

/** Whether another invoice's message may stand for this step: a final notice is always said by itself. */
export function mayBeMerged(role: StepRole): boolean {
  return role === 'reminder';
}
