// The only file that knows the calendar library; its name is also the workflow engine's, so it stays in here.
import { Temporal } from 'temporal-polyfill';

/** What a clock on the wall of a zone shows. */
export interface WallTime {
  /** Local calendar day, e.g. `2026-11-01`. */
  readonly date: string;
  /** ISO: 1 is Monday, 7 is Sunday. */
  readonly weekday: number;
  /** Whole minutes since the clock showed 00:00; seconds are cut off. */
  readonly minuteOfDay: number;
}

/** True for an IANA zone this machine knows, e.g. `Europe/Paris` or `UTC`; offsets such as `+02:00` are not zones. */
export function isTimeZone(zone: string): boolean {
  if (/^[+-]/.test(zone)) return false;
  const known = seenZones.get(zone);
  if (known !== undefined) return known;
  // Zones are typed by people: without an end the list of misspelled ones would have none either.
  if (seenZones.size >= MOST_SEEN_ZONES) seenZones.clear();
  const isKnown = isKnownHere(zone);
  seenZones.set(zone, isKnown);
  return isKnown;
}

/** Asking costs a formatter each time, and every message asks; the answer stays the same while the process runs. */
const seenZones = new Map<string, boolean>();
const MOST_SEEN_ZONES = 1_000;

function isKnownHere(zone: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone });
    return true;
  } catch {
    // Refusing the name is the only way this API has to say that it does not know a zone.
    return false;
  }
}

/** @param epochMs UTC instant · Throws a `RangeError` on an unknown zone. */
export function wallTimeAt(epochMs: number, zone: string): WallTime {
  const local = Temporal.Instant.fromEpochMilliseconds(epochMs).toZonedDateTimeISO(zone);
  return {
    date: local.toPlainDate().toString(),
    weekday: local.dayOfWeek,
    minuteOfDay: local.hour * 60 + local.minute,
  };
}

/**
 * The instants at which the zone's clock shows this time on this day, in epoch milliseconds: twice the same one
 * on an ordinary day, two where clocks go back over it, and where they jump over it the instants one offset
 * before and after (whose wall time is another; look again with {@link wallTimeAt}).
 */
export function instantsOf(date: string, minuteOfDay: number, zone: string): readonly number[] {
  const wall = Temporal.PlainDate.from(date).toPlainDateTime({
    hour: Math.floor(minuteOfDay / 60),
    minute: minuteOfDay % 60,
  });
  return [
    wall.toZonedDateTime(zone, { disambiguation: 'earlier' }).epochMilliseconds,
    wall.toZonedDateTime(zone, { disambiguation: 'later' }).epochMilliseconds,
  ];
}

/** The instant on this day at which the zone's clocks are changed, in epoch milliseconds; null on most days. */
export function clockChangeOn(date: string, zone: string): number | null {
  const day = Temporal.PlainDate.from(date);
  const start = day.toZonedDateTime(zone);
  // One nanosecond earlier, or a change at midnight itself would be missed.
  const change = start.subtract({ nanoseconds: 1 }).getTimeZoneTransition('next');
  return change && change.toPlainDate().equals(day) ? change.epochMilliseconds : null;
}

/** The calendar day so many days later: `2026-02-28` and 1 → `2026-03-01`. */
export function addDays(date: string, days: number): string {
  return Temporal.PlainDate.from(date).add({ days }).toString();
}
