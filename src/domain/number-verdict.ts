import { DAY_MS } from './duration.ts';
import { toEpochMs, type IsoInstant } from './instant.ts';

/** Whether a number is on WhatsApp, as far as anybody can tell: `unknown` says nothing and keeps nothing back. */
export const NUMBER_VERDICTS = ['exists', 'absent', 'unknown'] as const;
export type NumberVerdict = (typeof NUMBER_VERDICTS)[number];

const HOUR_MS = 3_600_000;

/** How long an answer counts: people join WhatsApp, hardly ever leave it; one that could not be had is not worth asking for at every step. */
const LASTS_MS: Readonly<Record<NumberVerdict, number>> = {
  exists: 14 * DAY_MS,
  absent: 6 * HOUR_MS,
  unknown: 14 * DAY_MS,
};

/** Whether a verdict of `checkedAt` still counts at `now`. */
export function verdictLasts(verdict: NumberVerdict, checkedAt: IsoInstant, now: IsoInstant): boolean {
  return toEpochMs(now) - toEpochMs(checkedAt) < LASTS_MS[verdict];
}
