/** Not in TypeScript's library yet; newer engines have the method, Node 20 the property (ECMA-402, Intl Locale Info). */
interface RegionLocale {
  readonly getTimeZones?: () => readonly string[] | undefined;
  readonly timeZones?: readonly string[] | undefined;
}

/** Where most people of a country with several zones live: its dates are printed when nothing else is known. */
const MAIN_ZONES: Readonly<Record<string, string>> = {
  AU: 'Australia/Sydney',
  BR: 'America/Sao_Paulo',
  CA: 'America/Toronto',
  CD: 'Africa/Kinshasa',
  CL: 'America/Santiago',
  CN: 'Asia/Shanghai',
  CY: 'Asia/Nicosia',
  EC: 'America/Guayaquil',
  ES: 'Europe/Madrid',
  FM: 'Pacific/Pohnpei',
  GL: 'America/Nuuk',
  KI: 'Pacific/Tarawa',
  KZ: 'Asia/Almaty',
  MH: 'Pacific/Majuro',
  MN: 'Asia/Ulaanbaatar',
  MX: 'America/Mexico_City',
  NZ: 'Pacific/Auckland',
  PF: 'Pacific/Tahiti',
  PG: 'Pacific/Port_Moresby',
  PT: 'Europe/Lisbon',
  RU: 'Europe/Moscow',
  UA: 'Europe/Kyiv',
  US: 'America/New_York',
  UZ: 'Asia/Tashkent',
};

/** Whose clocks are one by law, whatever the database lists beside it. */
const ONE_ZONE = new Set(['CN', 'UA']);

/**
 * Every IANA zone of a country, the main one first; empty for an unknown code. The list is the engine's own (CLDR and
 * IANA), so that it can never name a zone the engine does not know.
 * @param country ISO 3166-1 alpha-2, any case
 */
export function zonesOfCountry(country: string): readonly string[] {
  const code = country.trim().toUpperCase();
  if (!/^[A-Z]{2}$/.test(code)) return [];
  const main = MAIN_ZONES[code];
  if (main && ONE_ZONE.has(code)) return [main];
  const locale = new Intl.Locale(`und-${code}`) as unknown as RegionLocale;
  const zones = locale.getTimeZones?.() ?? locale.timeZones ?? [];
  return main && zones.length > 0 ? [main, ...zones.filter((zone) => zone !== main)] : zones;
}
