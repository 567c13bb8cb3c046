import { OUTCOMES } from './outcome.ts';

/** What a CRM hears after the outcome: a payment that came later, and money that went back. */
const AFTERWARDS = ['access_restored', 'paid'] as const;

/** Every status beside those of the steps, in the order in which they may follow each other. */
export const CRM_STATUSES = ['suspended', ...OUTCOMES, ...AFTERWARDS, 'refunded'] as const;

/**
 * How far along a status is: a lower one that comes late (an attempt that slept, a close that is repeated) never takes
 * the place of a higher one. Steps are all alike, because one attempt at a time takes them in their order.
 */
export function crmRank(status: string): number {
  if (status === 'refunded') return 3;
  if (AFTERWARDS.some((known) => known === status)) return 2;
  return OUTCOMES.some((known) => known === status) ? 1 : 0;
}
