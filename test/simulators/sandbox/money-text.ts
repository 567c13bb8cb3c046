const ZERO_DECIMAL = new Set(
  'BIF CLP DJF GNF JPY KMF KRW MGA PYG RWF VND VUV XAF XOF XPF'.split(' ') as readonly string[],
);
const THREE_DECIMAL = new Set('BHD JOD KWD OMR TND'.split(' ') as readonly string[]);

/**
 * An amount for the page, e.g. 1999 usd → `$19.99`, 1500 jpy → `¥1,500`, 12500 kwd → `KWD 12.500`.
 * @param minor Stripe's minor units
 * @see https://docs.stripe.com/currencies#zero-decimal
 */
export function moneyText(minor: number, currency: string): string {
  const code = currency.toUpperCase();
  const digits = decimalsOf(code);
  const format = new Intl.NumberFormat('en', {
    style: 'currency',
    currency: code,
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  });
  const padded = String(minor).padStart(digits + 1, '0');
  const cut = padded.length - digits;
  const decimal = digits === 0 ? padded : `${padded.slice(0, cut)}.${padded.slice(cut)}`;
  // A decimal string, so that no amount passes through a float.
  return format.format(decimal as Intl.StringNumericLiteral).replaceAll('\u00a0', ' ');
}

function decimalsOf(code: string): number {
  if (ZERO_DECIMAL.has(code)) return 0;
  return THREE_DECIMAL.has(code) ? 3 : 2;
}
