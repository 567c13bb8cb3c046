import { addDays, clockChangeOn, instantsOf, wallTimeAt } from './clock.ts';
import { toEpochMs, toInstant, type IsoInstant } from './instant.ts';

/** When a customer may be contacted, by the clock on the customer's wall. */
export type ContactWindow =
  | { readonly kind: 'off' }
  | {
      readonly kind: 'hours';
      /** `HH:MM`, inclusive. */
      readonly from: string;
      /** `HH:MM`, exclusive; `24:00` is the end of the day. */
      readonly to: string;
      /** ISO weekdays, 1 is Monday; absent means every day. */
      readonly weekdays?: readonly number[];
    };

const SHAPE = /^((?:[01]\d|2[0-3]):[0-5]\d)-((?:[01]\d|2[0-3]):[0-5]\d|24:00)$/;
const MONDAY_TO_FRIDAY = [1, 2, 3, 4, 5];
/** A window of one weekday that falls into a clock change opens a week later: two weeks always suffice. */
const SEARCH_DAYS = 15;

/** Reads `09:00-20:00` or `off`. Throws a `RangeError` that says how to write it. */
export function parseContactWindow(text: string): ContactWindow {
  if (text.trim() === 'off') return { kind: 'off' };
  const [, from, to] = SHAPE.exec(text.trim()) ?? [];
  if (from === undefined || to === undefined || from >= to) {
    throw new RangeError(
      `"${text}" is not a contact window: write 09:00-20:00 (24-hour clock, two digits each, closing after opening), or off`,
    );
  }
  return { kind: 'hours', from, to };
}

/** Whether a message may go out at this instant to someone in this zone. */
export function isInContactWindow(at: IsoInstant, window: ContactWindow, zone: string): boolean {
  return window.kind === 'off' || isOpenAt(toEpochMs(at), window, zone);
}

/**
 * The same instant when it is inside the window, else the next one at which the window opens in that zone.
 * Safe in nights with a clock change: an opening that the clock jumps over happens at the jump.
 * Throws a `RangeError` on an unknown zone and on a window that never opens.
 */
export function nextAllowedInstant(at: IsoInstant, window: ContactWindow, zone: string): IsoInstant {
  if (isInContactWindow(at, window, zone) || window.kind === 'off') return at;
  const atMs = toEpochMs(at);
  const today = wallTimeAt(atMs, zone).date;
  for (let days = 0; days <= SEARCH_DAYS; days += 1) {
    const openings = possibleOpenings(addDays(today, days), window, zone);
    const [first] = openings.filter((ms) => ms > atMs && isOpenAt(ms, window, zone)).sort((a, b) => a - b);
    if (first !== undefined) return toInstant(first);
  }
  throw new RangeError(
    `the contact window ${window.from}-${window.to} on weekdays [${window.weekdays?.join(', ') ?? 'all'}] never opens: widen it, or set it to off`,
  );
}

type Hours = Extract<ContactWindow, { kind: 'hours' }>;

/** The same hours on Monday to Friday, as far as the window allows those days; the whole day where it is off. */
export function onWeekdays(window: ContactWindow): ContactWindow {
  if (window.kind === 'off') return { kind: 'hours', from: '00:00', to: '24:00', weekdays: MONDAY_TO_FRIDAY };
  const allowed = window.weekdays ?? MONDAY_TO_FRIDAY;
  return { ...window, weekdays: MONDAY_TO_FRIDAY.filter((day) => allowed.includes(day)) };
}

function isOpenAt(epochMs: number, window: Hours, zone: string): boolean {
  const wall = wallTimeAt(epochMs, zone);
  if (window.weekdays && !window.weekdays.includes(wall.weekday)) return false;
  return wall.minuteOfDay >= minutes(window.from) && wall.minuteOfDay < minutes(window.to);
}

/** The window can only open when the clock reaches `from`, or is set forward or back into the window. */
function possibleOpenings(date: string, window: Hours, zone: string): number[] {
  const change = clockChangeOn(date, zone);
  return [...instantsOf(date, minutes(window.from), zone), ...(change === null ? [] : [change])];
}

function minutes(clock: string): number {
  return Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3, 5));
}
