/* What a cell of a customer's line may hold; null: nothing that is understood. */

/** How far ahead a simulation looks. */
const LATEST_MS = 366 * 86_400_000;

export function minorOf(text: string, digits: number): number | null {
  const [, whole, fraction = ''] = /^(\d{1,12})(?:\.(\d+))?$/.exec(text) ?? [];
  if (whole === undefined || fraction.length > digits) return null;
  const minor = Number(whole + fraction.padEnd(digits, '0'));
  return minor > 0 && Number.isSafeInteger(minor) ? minor : null;
}

export function currencyOf(text: string): string | null {
  const code = text.toUpperCase();
  return Intl.supportedValuesOf('currency').includes(code) ? code : null;
}

export function countryOf(text: string): string | null {
  const code = text.toUpperCase();
  if (!/^[A-Z]{2}$/.test(code)) return null;
  return new Intl.DisplayNames(['en'], { type: 'region', fallback: 'none' }).of(code) ? code : null;
}

export function localeOf(text: string): string | null {
  try {
    return Intl.getCanonicalLocales(text.replace('_', '-'))[0] ?? null;
  } catch {
    // Refusing the tag is the only way this API has to say that it is none.
    return null;
  }
}

export function yesOrNo(text: string): 'yes' | 'no' | null {
  const word = text.toLowerCase();
  return word === 'yes' || word === 'no' ? word : null;
}

/** A date alone is its morning at 10:00 UTC. */
export function instantOf(text: string, now: number): number | null {
  const isDate = /^\d{4}-\d{2}-\d{2}$/.test(text);
  if (!isDate && !/^\d{4}-\d{2}-\d{2}T[\d:.]+(Z|[+-]\d{2}:\d{2})$/.test(text)) return null;
  const at = Date.parse(isDate ? `${text}T10:00:00Z` : text);
  return Number.isNaN(at) || at > now + LATEST_MS ? null : at;
}
