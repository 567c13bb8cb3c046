import { instantsOf, wallTimeAt } from '../../src/domain/clock.ts';
import { DAY_MS } from '../../src/domain/duration.ts';

const TEN_O_CLOCK = 600;

/**
 * When invented customers fail: the next Monday at 10:00, a day on which everybody may be written to and two weeks
 * before another one. @param zone IANA
 */
export function nextMondayMorning(now: number, zone: string): number {
  for (let ahead = 1; ; ahead += 1) {
    const { date, weekday } = wallTimeAt(now + ahead * DAY_MS, zone);
    if (weekday === 1) return instantsOf(date, TEN_O_CLOCK, zone)[0]!;
  }
}
