import { DIVISIONS } from './region-tables.ts';

/** As a processor's address has it; null where it says nothing. */
export interface Region {
  /** ISO 3166-1 alpha-2. */
  readonly country: string;
  /** ISO 3166-2 with or without the country, e.g. `CA` or `US-CA`. Spelled-out names are not understood. */
  readonly state: string | null;
  readonly postalCode: string | null;
}

/**
 * IANA zones of a part of a country: by postal code, which says more, else by state. Null where the country has one
 * zone, is not divided here, or the address does not say enough.
 */
export function zonesOfRegion({ country, state, postalCode }: Region): readonly string[] | null {
  const code = country.trim().toUpperCase();
  const division = DIVISIONS[code];
  if (!division) return null;
  const byPostal = zonesAt(division.postal, postalKey(postalCode), division.otherPostal);
  return byPostal ?? zonesAt(division.states, stateKey(state, code), division.otherStates);
}

/** Letters and digits only, and enough of them to be a postal code rather than a slip. */
function postalKey(postalCode: string | null): string | null {
  const key = (postalCode ?? '').toUpperCase().replace(/[^A-Z0-9]/g, '');
  return key.length >= 3 ? key : null;
}

function stateKey(state: string | null, country: string): string | null {
  const key = (state ?? '').trim().toUpperCase().replace(`${country}-`, '');
  return /^[A-Z0-9]{2,3}$/.test(key) ? key : null;
}

function zonesAt(
  table: Readonly<Record<string, string>>,
  key: string | null,
  other: string | undefined,
): readonly string[] | null {
  if (key === null) return null;
  const found = Object.entries(table).find(([, ranges]) =>
    ranges.split(' ').some((range) => isWithin(key, range)),
  );
  return (found?.[0] ?? other)?.split(' ') ?? null;
}

/** `010-323` holds every key that begins with one of them; digits and letters sort as they count. */
function isWithin(key: string, range: string): boolean {
  const [from = '', to = from] = range.split('-');
  const start = key.slice(0, from.length);
  return start.length === from.length && start >= from && start <= to;
}
