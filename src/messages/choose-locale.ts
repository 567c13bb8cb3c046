/** What is known of how a customer reads. */
export interface Reader {
  /** BCP 47, best first; what is no locale is passed over. */
  readonly preferred: readonly string[];
  /** ISO 3166-1 alpha-2; asked only where none of the preferred is ours. */
  readonly country: string | null;
}

const LOCALE_SHAPE = /^([a-z]{2,3})(?:[-_][a-z]{4})?(?:[-_]([a-z]{2}))?(?:[-_].*)?$/i;

/**
 * The customer's locale whose language we have: the first of theirs (`es-MX` → es, `pt` → pt-BR), else that of their
 * country's main language (CLDR's likely subtags: MX → es-MX, CH → de-CH, BE → none of ours), else the default.
 * Only language and region are kept: extensions could change digits and calendar under the text.
 * @param languages we have, the default first
 */
export function chooseLocale({ preferred, country }: Reader, languages: readonly string[]): string {
  for (const candidate of [...preferred, ...mainLocale(country)]) {
    const [, language = '', region] = LOCALE_SHAPE.exec(candidate.trim()) ?? [];
    const locale = region ? `${language.toLowerCase()}-${region.toUpperCase()}` : language.toLowerCase();
    if (matching(locale, languages)) return locale;
  }
  return languages[0]!;
}

/** The language whose texts a locale gets; the default for one we do not have. */
export function languageOf(locale: string, languages: readonly string[]): string {
  return matching(locale, languages) ?? languages[0]!;
}

/** The very same, else the language without a region, else the same language of another region. */
function matching(locale: string, languages: readonly string[]): string | undefined {
  const [language] = locale.split('-');
  return (
    languages.find((one) => one === locale) ??
    languages.find((one) => one === language) ??
    languages.find((one) => one.split('-')[0] === language)
  );
}

function mainLocale(country: string | null): readonly string[] {
  if (country === null || !/^[a-z]{2}$/i.test(country)) return [];
  return [`${new Intl.Locale(`und-${country}`).maximize().language}-${country}`];
}

/** Languages of the scripts that run from right to left. */
const RIGHT_TO_LEFT = new Set('ar ckb dv fa he ks ps sd ug ur yi'.split(' '));

export function directionOf(locale: string): 'ltr' | 'rtl' {
  return RIGHT_TO_LEFT.has(locale.split('-')[0]!) ? 'rtl' : 'ltr';
}
