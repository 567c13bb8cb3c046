import { assertNever } from './assert-never.ts';
import type { ClosingStanding } from './standing.ts';

/** How a recovery ended. A recovery has exactly one, for ever. */
export const OUTCOMES = [
  'recovered',
  'recovered_late',
  'lapsed',
  'expired',
  'voided',
  'uncollectible',
  'subscription_ended',
  'cancelled',
] as const;
export type Outcome = (typeof OUTCOMES)[number];

/** What only the clock decides: nobody has said that the debt is closed. */
export type OutcomeByClock = 'lapsed' | 'expired';

/** Whether the customer can use what they pay for. */
export type Access = 'active' | 'suspended';

/** The outcome that a closed invoice gives its recovery; paid after suspension counts as late. */
export function outcomeOf(standing: ClosingStanding, access: Access): Outcome {
  switch (standing) {
    case 'paid':
      return access === 'suspended' ? 'recovered_late' : 'recovered';
    case 'void':
    case 'deleted':
      return 'voided';
    case 'uncollectible':
      return 'uncollectible';
    case 'subscription_ended':
      return 'subscription_ended';
    default:
      return assertNever(standing);
  }
}

/** True when the time ran out, and so somebody has yet to look whether the money is there. */
export function isByClock(outcome: Outcome): outcome is OutcomeByClock {
  return outcome === 'lapsed' || outcome === 'expired';
}

/** True when the money arrived: access comes back and the customer is thanked. */
export function isPaidOutcome(outcome: Outcome): boolean {
  return outcome === 'recovered' || outcome === 'recovered_late';
}
