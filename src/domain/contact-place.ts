import { zonesOfAreaCode } from './area-code-zones.ts';
import { isTimeZone } from './clock.ts';
import { zonesOfCountry } from './country-zones.ts';
import { phoneCountry, type Phone } from './phone.ts';
import { zonesOfRegion } from './region-zones.ts';

/** One IANA zone at least. */
export type Zones = readonly [string, ...string[]];

/** Where a customer probably is. */
export interface ContactPlace {
  /** Every zone the customer may be in; the first is the likeliest, in which dates are printed. */
  readonly zones: Zones;
  /** Whose customs count, ISO 3166-1 alpha-2: the address's country, else the number's; null when neither is known. */
  readonly country: string | null;
  /** What the zones were found by. */
  readonly by: 'metadata' | 'address' | 'number' | 'default';
  /** The customer's metadata names a zone that there is not: passed over. */
  readonly unknownZone: boolean;
}

/** What is known of where a customer is; null where nothing is. */
export interface PlaceFacts {
  /** As somebody typed it into the customer's metadata. */
  readonly timeZone: string | null;
  /** ISO 3166-1 alpha-2, of the address. */
  readonly country: string | null;
  readonly state: string | null;
  readonly postalCode: string | null;
  readonly phone: Phone | null;
}

/**
 * The customer's zones: those the metadata names, else the address's (by postal code, state, country), else the
 * number's (by area code, country), else the default. The first of these that says anything decides alone: an address
 * is not doubted because of a number bought elsewhere.
 * @param defaultZone IANA
 */
export function contactPlace(facts: PlaceFacts, defaultZone: string): ContactPlace {
  const country = facts.country ?? (facts.phone && phoneCountry(facts.phone));
  const explicit = facts.timeZone?.trim() ?? '';
  const unknownZone = explicit !== '' && !isTimeZone(explicit);
  const found = (by: ContactPlace['by'], zones: readonly string[] | null): ContactPlace | null => {
    const [first, ...others] = zones ?? [];
    return first === undefined ? null : { zones: [first, ...others], country, by, unknownZone };
  };
  return (
    found('metadata', explicit === '' || unknownZone ? null : [explicit]) ??
    found('address', zonesOfAddress(facts)) ??
    found('number', zonesOfNumber(facts)) ?? { zones: [defaultZone], country, by: 'default', unknownZone }
  );
}

function zonesOfAddress({ country, state, postalCode }: PlaceFacts): readonly string[] | null {
  if (country === null) return null;
  return zonesOfRegion({ country, state, postalCode }) ?? zonesOfCountry(country);
}

function zonesOfNumber({ phone }: PlaceFacts): readonly string[] | null {
  const country = phone && phoneCountry(phone);
  if (!phone || !country) return null;
  return zonesOfAreaCode(phone, country) ?? zonesOfCountry(country);
}
