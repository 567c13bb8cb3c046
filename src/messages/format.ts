import type { IsoInstant } from '../domain/instant.ts';
import { toEpochMs } from '../domain/instant.ts';
import { toDecimal, type Money } from '../domain/money.ts';
import { keepSome } from './keep-some.ts';

/**
 * An amount as people of the locale write it: `$20.00`, `¥1,500`, `KWD 19.500` (with a no-break space).
 * Exact at any size, never rounded: Intl alone would round PKR 1,500.50. The fraction is left out only when it is
 * zero and the currency is customarily written without one.
 * @param locale BCP 47
 */
export function formatMoney(money: Money, locale: string): string {
  const { currency, exponent } = money;
  const isWhole = money.minor % 10n ** BigInt(exponent) === 0n;
  const digits = isWhole && isWrittenWithoutFraction(currency) ? 0 : exponent;
  return moneyFormat(locale, currency, digits).format(toDecimal(money));
}

/**
 * The day of an instant on the calendar of a zone, spelled out: `Monday, December 7, 2026` for en-US.
 * Always the Gregorian calendar, and with the year: a date in a message must not be guessed at.
 */
export function formatDate(
  at: IsoInstant,
  place: { readonly zone: string; readonly locale: string },
): string {
  return dateFormats.get(`${place.locale} ${place.zone}`, () => dayFormat(place)).format(toEpochMs(at));
}

/** Day, hour and minute, with the zone they are in: `Monday, December 7, 2026, 9:05 AM UTC` for en-US. */
export function formatMoment(
  at: IsoInstant,
  place: { readonly zone: string; readonly locale: string },
): string {
  const time = new Intl.DateTimeFormat(place.locale, {
    hour: 'numeric',
    minute: '2-digit',
    timeZone: place.zone,
    timeZoneName: 'short',
  });
  return `${formatDate(at, place)}, ${time.format(toEpochMs(at))}`;
}

const moneyFormats = keepSome<Intl.NumberFormat>();

function moneyFormat(locale: string, currency: string, digits: number): Intl.NumberFormat {
  return moneyFormats.get(
    `${locale} ${currency} ${digits}`,
    () =>
      new Intl.NumberFormat(locale, {
        style: 'currency',
        currency,
        minimumFractionDigits: digits,
        maximumFractionDigits: digits,
      }),
  );
}

const dateFormats = keepSome<Intl.DateTimeFormat>();

function dayFormat({ locale, zone }: { readonly locale: string; readonly zone: string }) {
  return new Intl.DateTimeFormat(locale, {
    weekday: 'long',
    day: 'numeric',
    month: 'long',
    year: 'numeric',
    calendar: 'gregory',
    timeZone: zone,
  });
}

/** CLDR's word, which differs from the source's exponent: UGX and ISK are sent times 100 and written without. */
function isWrittenWithoutFraction(currency: string): boolean {
  const { maximumFractionDigits } = new Intl.NumberFormat('en', {
    style: 'currency',
    currency,
  }).resolvedOptions();
  return maximumFractionDigits === 0;
}

/** A list as the locale writes it: `$20.00 and €5.00` for en-US. */
export function formatList(items: readonly string[], locale: string): string {
  return new Intl.ListFormat(locale, { type: 'conjunction' }).format(items);
}
