import type { Source } from './ids.ts';

/**
 * An amount in the source's own minor units: 1999 with exponent 2 is 19.99, 1500 with exponent 0 is 1500.
 * The exponent is the source's, not ISO 4217's: Stripe sends UGX and ISK times 100.
 */
export interface Money {
  readonly minor: bigint;
  /** ISO 4217, upper case. */
  readonly currency: string;
  readonly exponent: number;
}

/** Where a source's amounts have no decimals, and where they have three; everywhere else they have two. */
interface Exponents {
  readonly zero: ReadonlySet<string>;
  readonly three: ReadonlySet<string>;
}

const codes = (list: string): ReadonlySet<string> => new Set(list.split(' '));

/** @see ISO 4217 table A.1, read 2026-11-23 */
const ISO: Exponents = {
  zero: codes('BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF'),
  three: codes('BHD IQD JOD KWD LYD OMR TND'),
};

const EXPONENTS: Readonly<Record<Source, Exponents>> = {
  /*
   * https://docs.stripe.com/currencies (stored copy read 2026-11-23). MGA is charged without decimals
   * although ISO gives it 2. UGX stands in the zero-decimal list and among the special cases; the special case
   * (5 UGX is sent as 500) is the one in force, so it is left out here, as ISK is. The three-decimal list comes
   * from an older edition of that page and is not confirmed by the current one.
   */
  stripe: {
    zero: codes('BIF CLP DJF GNF JPY KMF KRW MGA PYG RWF VND VUV XAF XOF XPF'),
    three: codes('BHD JOD KWD OMR TND'),
  },
  /*
   * PayPal sends decimal strings of major units, which its folders turn into minor ones; these three have no decimals.
   * https://developer.paypal.com/reference/currency-codes, as of 2026-11-23
   */
  paypal: { zero: codes('HUF JPY TWD'), three: new Set() },
  /* Lowest denomination, by ISO: https://developer.paddle.com/concepts/sell/supported-currencies, as of 2026-11-23 */
  paddle: { zero: codes('CLP JPY KRW VND'), three: new Set() },
  /*
   * Whole units of zero-decimal currencies, and hundredths of all others, the Bahraini dinar's thousandths included:
   * https://apidocs.chargebee.com/docs/api/currencies, as of 2026-11-23
   */
  chargebee: { zero: ISO.zero, three: new Set() },
  /* Ours: docs/generic-webhook.md. */
  generic: ISO,
};

/** Digits after the decimal point in the source's amounts. @param currency ISO 4217, any case */
export function minorExponent(source: Source, currency: string): number {
  const code = currency.toUpperCase();
  const { zero, three } = EXPONENTS[source];
  if (zero.has(code)) return 0;
  return three.has(code) ? 3 : 2;
}

/**
 * Builds an amount from the source's integer.
 * Throws a `RangeError` on a currency that is no code, and on an amount that is no exact integer.
 */
export function moneyOf(source: Source, minor: bigint | number | string, currency: string): Money {
  if (!/^[A-Za-z]{3}$/.test(currency)) throw new RangeError(`"${currency}" is not an ISO 4217 code`);
  const exact = typeof minor === 'number' ? Number.isSafeInteger(minor) : /^-?\d+$/.test(String(minor));
  if (!exact) throw new RangeError(`"${minor}" is not an exact integer of minor units`);
  return {
    minor: BigInt(minor),
    currency: currency.toUpperCase(),
    exponent: minorExponent(source, currency),
  };
}

/** True when there is something to pay. */
export function isPositive(money: Money): boolean {
  return money.minor > 0n;
}

/** The exact amount in major units as a decimal string with all its digits: 1999 of exponent 2 → `"19.99"`. */
export function toDecimal(money: Money): `${number}` {
  const sign = money.minor < 0n ? '-' : '';
  const digits = String(money.minor < 0n ? -money.minor : money.minor).padStart(money.exponent + 1, '0');
  const point = digits.length - money.exponent;
  const fraction = money.exponent === 0 ? '' : `.${digits.slice(point)}`;
  return `${sign}${digits.slice(0, point)}${fraction}` as `${number}`;
}

/**
 * The amount as a floating-point number of major units, for a search attribute's filter only.
 * Inexact beyond 2^53: never for display, never to calculate with.
 */
export function majorUnits(money: Money): number {
  return Number(toDecimal(money));
}
