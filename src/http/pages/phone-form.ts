import { parsePhone, type Phone } from '../../domain/phone.ts';
import type { PageOwner } from './page.ts';

/** The form as it was filled in; shown again where something is missing. */
export interface PhoneForm {
  /** ISO 3166-1 alpha-2, or empty. */
  readonly country: string;
  /** As typed. */
  readonly phone: string;
  readonly notices: boolean;
  readonly offers: boolean;
}

/** Nothing is ticked for anybody. */
export const EMPTY_FORM: PhoneForm = { country: '', phone: '', notices: false, offers: false };

export type Problem = 'phone_missing' | 'phone_not_a_number' | 'notices_not_agreed';

export interface ReadForm {
  readonly form: PhoneForm;
  readonly phone: Phone | null;
  readonly problems: readonly Problem[];
}

/** Longer is no number, and would only be shown again. */
const LONGEST = 40;

export function readPhoneForm(fields: URLSearchParams): ReadForm {
  const country = (fields.get('country') ?? '').toUpperCase();
  const form: PhoneForm = {
    country: /^[A-Z]{2}$/.test(country) ? country : '',
    phone: (fields.get('phone') ?? '').trim().slice(0, LONGEST),
    notices: fields.get('notices') === 'yes',
    offers: fields.get('offers') === 'yes',
  };
  const phone = form.phone === '' ? null : parsePhone(form.phone, form.country || null);
  const problems: Problem[] = [];
  if (phone === null) problems.push(form.phone === '' ? 'phone_missing' : 'phone_not_a_number');
  if (!form.notices) problems.push('notices_not_agreed');
  return { form, phone, problems };
}

/** What stands beside the boxes, and in the record of consent. */
export function wordingsOf({ businessName }: Pick<PageOwner, 'businessName'>): {
  readonly notices: string;
  readonly offers: string;
} {
  return {
    notices: `Yes, ${businessName} may send me notices about my account and payments on WhatsApp at this number. I can end this at any time by replying STOP.`,
    offers: `Yes, ${businessName} may also send me occasional offers on WhatsApp. This is up to me, and STOP ends it too.`,
  };
}

/** The region of the first language that names one: `de-CH,de;q=0.9` → `CH`. */
export function regionOf(acceptLanguage: string): string | null {
  return /^\s*[a-z]{2,3}(?:-[a-z]{4})?-([a-z]{2})\b/i.exec(acceptLanguage)?.[1]?.toUpperCase() ?? null;
}
