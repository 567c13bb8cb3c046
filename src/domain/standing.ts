/**
 * Standings that end a recovery, weakest first. A later word may only replace an earlier one with a stronger:
 * an uncollectible invoice can still be paid, a paid one is never anything else again.
 */
export const CLOSING_STANDINGS = ['subscription_ended', 'uncollectible', 'deleted', 'void', 'paid'] as const;
export type ClosingStanding = (typeof CLOSING_STANDINGS)[number];

/** How an invoice stands at its source. It never goes back to `open`. */
export type Standing = 'open' | ClosingStanding;

/** Position in {@link CLOSING_STANDINGS}, from 1; `open` is 0. */
export function standingRank(standing: Standing): number {
  return standing === 'open' ? 0 : CLOSING_STANDINGS.indexOf(standing) + 1;
}
