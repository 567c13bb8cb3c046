import { addDays, instantsOf, wallTimeAt } from '../clock.ts';
import { assertNever } from '../assert-never.ts';
import { nextOpening, type ContactHours } from '../contact-hours.ts';
import { DAY_MS } from '../duration.ts';
import type { ReplyHold } from '../hold.ts';
import { toInstant, type IsoInstant } from '../instant.ts';
import type { ReplyIntent } from './intent.ts';

/** How long a reply holds the reminders, in planned days. */
export const REPLY_HOLD_DAYS = 2;

/** Where and when a reply was said. */
export interface ReplyTime {
  /** Milliseconds since 1970. */
  readonly nowMs: number;
  /** How long a planned day lasts, in milliseconds. */
  readonly dayLengthMs: number;
  /** Of the customer; in the first zone their "Friday" is. */
  readonly hours: ContactHours;
}

/**
 * How long nobody asks after a reply. What a person has to decide (a dispute, a wrong number, a cancellation) holds until
 * staff release it; null for a STOP, which needs no hold.
 */
export function holdAfter(intent: ReplyIntent, time: ReplyTime): ReplyHold | null {
  switch (intent.kind) {
    case 'help':
    case 'already_paid':
    case 'other':
      return { kind: 'reply', until: toInstant(time.nowMs + REPLY_HOLD_DAYS * time.dayLengthMs) };
    case 'will_pay':
      return { kind: 'promise', until: dayAfter(intent.day, time) };
    case 'dispute':
    case 'wrong_person':
      return { kind: 'dispute', until: null };
    case 'cancel':
      return { kind: 'reply', until: null };
    case 'stop':
      return null;
    default:
      return assertNever(intent);
  }
}

/** The day after the promised one, when the customer may be written to again. A shortened day shortens the wait, too. */
function dayAfter(day: string, { nowMs, dayLengthMs, hours }: ReplyTime): IsoInstant {
  const [zone] = hours.zones;
  const { date } = wallTimeAt(nowMs, zone);
  if (dayLengthMs !== DAY_MS) {
    const ahead = Math.round((Date.parse(day) - Date.parse(date)) / DAY_MS);
    return toInstant(nowMs + (ahead + 1) * dayLengthMs);
  }
  const [midnight] = instantsOf(addDays(day, 1), 0, zone);
  return nextOpening(toInstant(midnight!), hours).at;
}
