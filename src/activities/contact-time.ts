import {
  allowedSuspensionInstant,
  describeHours,
  nextOpening,
  type ContactHours,
  type Opening,
} from '../domain/contact-hours.ts';
import { contactPlace, type ContactPlace } from '../domain/contact-place.ts';
import { onWeekdays } from '../domain/contact-window.ts';
import type { DeliveryStep } from '../domain/delivery.ts';
import { toInstant } from '../domain/instant.ts';
import { parsePhone } from '../domain/phone.ts';
import type { RecoveryInput } from '../domain/recovery-input.ts';
import { stepWithRole } from '../domain/sequence.ts';
import { windowFor } from '../domain/window-presets.ts';
import type { RecoveryRecord } from '../ports/ledger.ts';
import type { Deferred } from '../workflows/activity-contract.ts';
import type { ActivityDeps, MessagePolicy } from './deps.ts';
import type { OpenLook } from './look-at-invoice.ts';

type Customer = OpenLook['customer'];

/** The hours in which one customer may be written to, and the rules of a suspension there. */
export interface ContactTime extends ContactHours {
  readonly place: ContactPlace;
  readonly weekdayRule: boolean;
  readonly minimumNoticeMs: number;
}

/** Read fresh with the customer: an address corrected today counts today. Dates are printed in `zones[0]`. */
export function contactTime(
  { window, zone, weekdayRule, minimumNoticeMs }: MessagePolicy,
  customer: Customer,
): ContactTime {
  const place = placeOf(customer, zone);
  const hours = { window: windowFor(window, place.country, weekdayRule), zones: place.zones };
  return { ...hours, place, weekdayRule, minimumNoticeMs };
}

function placeOf(customer: Customer, defaultZone: string): ContactPlace {
  const { timeZone = null, country = null, state = null, postalCode = null } = customer ?? {};
  const phone = customer?.whatsappPhone ? parsePhone(customer.whatsappPhone, country) : null;
  return contactPlace({ timeZone, country, state, postalCode, phone }, defaultZone);
}

export interface ContactStep {
  readonly recovery: RecoveryInput;
  readonly step: DeliveryStep;
}

/** Null inside the customer's contact window, else the wait for its opening, with its zone and rule in the ledger. */
export async function outsideWindow(
  deps: ActivityDeps,
  { recovery, step }: ContactStep,
  customer: Customer,
): Promise<Deferred | null> {
  const now = toInstant(await deps.clock());
  const time = contactTime(deps.policy, customer);
  const opening = nextOpening(now, time);
  if (opening.at <= now) return null;
  const note = `deferred: window (${describeHours(time, opening)}): until ${opening.at}${remarks(time, opening)}`;
  await deps.ledger.recordWhyNot({ debt: recovery, step }, note, now);
  return { kind: 'deferred', until: opening.at, why: 'window' };
}

/** The date printed in the final notice is kept; after it, an hour and weekday that the customer's window allows. */
export async function beforeSuspension(
  deps: ActivityDeps,
  { input, suspendAt }: RecoveryRecord,
  customer: Customer,
): Promise<Deferred | null> {
  const now = toInstant(await deps.clock());
  const time = contactTime(deps.policy, customer);
  const until = allowedSuspensionInstant(suspendAt && suspendAt > now ? suspendAt : now, time);
  if (until <= now) return null;
  const window = time.weekdayRule ? onWeekdays(time.window) : time.window;
  const rule = describeHours({ ...time, window }, { at: until, zones: time.zones });
  const note = `deferred: notice_period (${rule}): until ${until}`;
  const step = stepWithRole(input.sequence, 'suspension') ?? 'suspension';
  await deps.ledger.recordWhyNot({ debt: input, step }, note, now);
  return { kind: 'deferred', until, why: 'notice_period' };
}

function remarks({ place }: ContactTime, { zones }: Opening): string {
  const narrowed = zones.length < place.zones.length;
  return [
    ...(narrowed ? ['; no hour of the day suits every zone of the country'] : []),
    ...(place.unknownZone ? ['; the time_zone in the metadata is no IANA zone and was passed over'] : []),
  ].join('');
}
