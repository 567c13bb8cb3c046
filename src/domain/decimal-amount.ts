import type { Source } from './ids.ts';
import { minorExponent, moneyOf, type Money } from './money.ts';

/**
 * An amount that its source writes as a decimal text of major units: `"19.99"` USD is 1999, `"1500"` or `"1500.00"` HUF
 * is 1500. Null for a text that is no amount, a currency that is no code, and more decimals than the currency has.
 */
export function parseDecimalAmount(source: Source, decimal: string, currency: string): Money | null {
  const [, sign, whole, fraction = ''] = /^(-?)(\d{1,15})(?:\.(\d{1,6}))?$/.exec(decimal) ?? [];
  if (sign === undefined || whole === undefined || !/^[A-Za-z]{3}$/.test(currency)) return null;
  const exponent = minorExponent(source, currency);
  if (/[1-9]/.test(fraction.slice(exponent))) return null;
  const kept = fraction.slice(0, exponent).padEnd(exponent, '0');
  return moneyOf(source, BigInt(`${sign}${whole}${kept}`), currency);
}
