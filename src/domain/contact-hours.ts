import type { Zones } from './contact-place.ts';
import { wallTimeAt } from './clock.ts';
import { isInContactWindow, nextAllowedInstant, onWeekdays, type ContactWindow } from './contact-window.ts';
import { toEpochMs, toInstant, type IsoInstant } from './instant.ts';

/** A window on the walls of every zone the customer may be in. */
export interface ContactHours {
  readonly window: ContactWindow;
  /** The first is the likeliest. */
  readonly zones: Zones;
}

export interface Opening {
  readonly at: IsoInstant;
  /** The zones whose hours were obeyed: all, or only the first where no hour of the day suits all. */
  readonly zones: Zones;
}

/** Longer than any day: 25 hours when clocks go back. */
const A_DAY_MS = 25 * 3_600_000;
/** A weekday that falls into a clock change comes again a week later. */
const SEARCH_MS = 15 * 86_400_000;

/**
 * The same instant when it is inside the window in all zones, else the next one that is. Where the zones of a country
 * lie so far apart that no hour of the day suits all of them, the first zone counts alone: a customer who may be
 * anywhere in Russia is better told at noon of Moscow than never.
 * Throws a `RangeError` on an unknown zone and on a window that never opens.
 */
export function nextOpening(at: IsoInstant, { window, zones }: ContactHours): Opening {
  const anyDay: ContactWindow =
    window.kind === 'off' ? window : { ...window, weekdays: [1, 2, 3, 4, 5, 6, 7] };
  const meets = firstCommon(at, { window: anyDay, zones }, A_DAY_MS) !== null;
  const found = meets ? firstCommon(at, { window, zones }, SEARCH_MS) : null;
  if (found !== null) return { at: found, zones };
  return { at: nextAllowedInstant(at, window, zones[0]), zones: [zones[0]] };
}

/**
 * The first instant from `at` on at which access may be suspended: inside the window and, with the weekday rule,
 * on Monday to Friday, so that nobody loses access when no one is there to help.
 */
export function allowedSuspensionInstant(
  at: IsoInstant,
  { weekdayRule, ...hours }: ContactHours & { readonly weekdayRule: boolean },
): IsoInstant {
  const window = weekdayRule ? onWeekdays(hours.window) : hours.window;
  return nextOpening(at, { ...hours, window }).at;
}

/** `Europe/Berlin, 09:00-19:00 Mon-Sat`; zones that show the same time then count as one. */
export function describeHours({ window }: ContactHours, { at, zones }: Opening): string {
  const [first, ...others] = zones;
  const clock = (zone: string) => wallTimeAt(toEpochMs(at), zone);
  const differs = others.filter((zone) => clock(zone).minuteOfDay !== clock(first).minuteOfDay);
  const where = differs.length > 0 ? `${first} and ${differs.length} more of its country` : first;
  if (window.kind === 'off') return `${where}, any hour`;
  return `${where}, ${window.from}-${window.to}${describeWeekdays(window.weekdays)}`;
}

const WEEKDAYS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];

/** ` Mon-Sat`, ` Wed, Sat`; nothing where every day is allowed. */
function describeWeekdays(weekdays: readonly number[] | undefined): string {
  if (!weekdays || weekdays.length === WEEKDAYS.length) return '';
  const names = weekdays.map((day) => WEEKDAYS[day - 1]);
  const isRun = names.length > 2 && weekdays.every((day, n) => n === 0 || day === weekdays[n - 1]! + 1);
  return isRun ? ` ${names[0]}-${names.at(-1)}` : ` ${names.join(', ')}`;
}

/** Goes from opening to opening until one is inside the window everywhere; null when none is within `limitMs`. */
function firstCommon(at: IsoInstant, { window, zones }: ContactHours, limitMs: number): IsoInstant | null {
  const end = toInstant(toEpochMs(at) + limitMs);
  for (let next = at; next <= end;) {
    const closed = zones.find((zone) => !isInContactWindow(next, window, zone));
    if (closed === undefined) return next;
    next = nextAllowedInstant(next, window, closed);
  }
  return null;
}
