import { toEpochMs, type IsoInstant } from '../../../src/domain/instant.ts';

/** `Tue 24 Nov 2026, 09:00` on the customer's clock. @param zone IANA */
export function localTime(at: IsoInstant, zone: string): string {
  return formatIn(zone, { weekday: 'short', day: 'numeric', month: 'short', year: 'numeric', ...CLOCK }, at);
}

/** `09:00` on the customer's clock. */
export function localClock(at: IsoInstant, zone: string): string {
  return formatIn(zone, CLOCK, at);
}

/** `Tue 24 Nov 2026`. */
export function localDay(at: IsoInstant, zone: string): string {
  return formatIn(zone, { weekday: 'short', day: 'numeric', month: 'short', year: 'numeric' }, at);
}

const CLOCK = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } as const;

const formats = new Map<string, Intl.DateTimeFormat>();

/** Making a format costs more than a thousand uses of it. */
function formatIn(zone: string, options: Intl.DateTimeFormatOptions, at: IsoInstant): string {
  const key = `${zone} ${Object.keys(options).join()}`;
  const known = formats.get(key) ?? new Intl.DateTimeFormat('en-GB', { ...options, timeZone: zone });
  formats.set(key, known);
  return known.format(toEpochMs(at)).replace(/^(\w{3}), /, '$1 ');
}
