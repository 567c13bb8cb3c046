import type { MessageClass, TemplateName } from './request.ts';

/** What a template is for, and the variables its text is checked against when it is loaded. */
export interface CatalogEntry {
  readonly class: MessageClass;
  /** Variables without which the message would not say what it promises to say. */
  readonly mustUse: readonly string[];
  readonly mayUse: readonly string[];
}

const WITH_NAMES = ['customer_name', 'support_contact'];
/** What asks to pay may say what becomes of the subscription; a text of one's own need not. */
const ASKING = ['subscription', ...WITH_NAMES];
const WITH_TOTALS = [...ASKING, 'open_invoices', 'open_totals'];

/** Every message this service can write. */
export const CATALOG: Readonly<Record<TemplateName, CatalogEntry>> = {
  first_notice: {
    class: 'notice',
    mustUse: ['business_name', 'customer_name', 'amount', 'pay_url'],
    mayUse: ['decline', ...WITH_TOTALS],
  },
  second_notice: {
    class: 'notice',
    mustUse: ['business_name', 'tried_again', 'amount', 'access_ends_on', 'pay_url'],
    mayUse: ['decline', ...WITH_TOTALS],
  },
  final_notice: {
    class: 'notice',
    mustUse: ['business_name', 'amount', 'suspended_on', 'pay_url'],
    mayUse: WITH_TOTALS,
  },
  suspension: {
    class: 'notice',
    mustUse: ['business_name', 'pay_url'],
    mayUse: ['amount', ...ASKING],
  },
  suspension_with_offer: {
    class: 'marketing',
    mustUse: ['business_name', 'pay_url', 'offer_percent', 'offer_code', 'offer_expires_on'],
    mayUse: ['amount', ...ASKING],
  },
  order_notice: {
    class: 'notice',
    mustUse: ['business_name', 'order_number', 'amount', 'expires_at', 'pay_url'],
    mayUse: WITH_NAMES,
  },
  confirmation: {
    class: 'notice',
    mustUse: ['business_name', 'access'],
    mayUse: WITH_NAMES,
  },
};

export const TEMPLATE_NAMES = Object.keys(CATALOG) as readonly TemplateName[];

/** Languages that have every template, each a folder of `templates/`. */
export const LANGUAGES = ['en'] as const;
export type Language = (typeof LANGUAGES)[number];

const DEFAULT_LOCALE = 'en-US';
const LOCALE_SHAPE = /^([a-z]{2,3})(?:[-_][a-z]{4})?(?:[-_]([a-z]{2}))?(?:[-_].*)?$/i;

/**
 * The first of the customer's locales whose language we have, e.g. `['fr-CA', 'en-GB']` → `en-GB`, else `en-US`.
 * Only language and region are kept: extensions could change digits and calendar under an English text.
 * @param preferred BCP 47, best first; what is no locale is passed over
 */
export function chooseLocale(preferred: readonly string[]): string {
  for (const candidate of preferred) {
    const [, language, region] = LOCALE_SHAPE.exec(candidate.trim()) ?? [];
    if (language === undefined || !isLanguage(language.toLowerCase())) continue;
    return region === undefined
      ? language.toLowerCase()
      : `${language.toLowerCase()}-${region.toUpperCase()}`;
  }
  return DEFAULT_LOCALE;
}

/** The language whose texts a locale gets; English for one we do not have. */
export function languageOf(locale: string): Language {
  const language = locale.split('-')[0] ?? '';
  return isLanguage(language) ? language : 'en';
}

function isLanguage(language: string): language is Language {
  return (LANGUAGES as readonly string[]).includes(language);
}
