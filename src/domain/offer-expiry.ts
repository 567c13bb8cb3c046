import { addDays, instantsOf, wallTimeAt } from './clock.ts';
import { toEpochMs, toInstant, type IsoInstant } from './instant.ts';

const LAST_MINUTE = 23 * 60 + 59;

/**
 * The end of the last day on which an offer is valid: the text names that day, so all of it must count.
 * @param zone IANA zone in which the day is printed
 */
export function offerExpiry(now: IsoInstant, validDays: number, zone: string): IsoInstant {
  const { date } = wallTimeAt(toEpochMs(now), zone);
  const shown = instantsOf(addDays(date, validDays), LAST_MINUTE, zone);
  return toInstant(Math.max(...shown) + 59_000);
}
