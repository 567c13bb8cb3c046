import {
  getCountries,
  getCountryCallingCode,
  isSupportedCountry,
  parsePhoneNumberFromString,
  type NumberType,
} from 'libphonenumber-js/max';
import { assertNever } from './assert-never.ts';

declare const phone: unique symbol;

/** A phone number in E.164, e.g. `+14155550123`. Never logged, never in a workflow's history. */
export type Phone = string & { readonly [phone]: true };

/** Code points of the digit 0 in scripts whose digits people type: Arabic, Persian, Indic, Thai, … */
const ZEROS = [
  0x0660, 0x06f0, 0x07c0, 0x0966, 0x09e6, 0x0a66, 0x0ae6, 0x0b66, 0x0be6, 0x0c66, 0x0ce6, 0x0d66, 0x0e50,
  0x0ed0, 0x0f20, 0x1040, 0x17e0, 0x1810,
];

const TYPED = /^[\s(]*\+?[\d\s().\-/\u2010-\u2015\u2212]+$/;

/**
 * Reads a number as a person typed it, for one that can receive WhatsApp messages: `+1 415 555 0123`,
 * `0041 79 123 45 67`, `(415) 555-0123` with country `US`, `৮৮০ ১৭১২ ৩৪৫৬৭৮`.
 * Digits without a `+` are tried as a number of the country, then as country code and number.
 * Null when it is not a valid number, or surely not a mobile one (landline, toll-free, premium, extension).
 * @param country ISO 3166-1 alpha-2, any case; null or an unknown code when not known
 */
export function parsePhone(raw: string, country: string | null): Phone | null {
  const typed = plainDigits(raw);
  if (!TYPED.test(typed)) return null;
  const digits = typed.replace(/\D/g, '');
  if (typed.includes('+')) return mobileOrNull(writtenInFull(`+${digits}`));
  if (digits.startsWith('00')) return mobileOrNull(writtenInFull(`+${digits.slice(2)}`));
  return mobileOrNull(validNumber(digits, country) ?? withCountryCode(digits, country));
}

/** Every country that has numbers: ISO 3166-1 alpha-2, and its calling code without `+`, e.g. `CH` and `41`. */
export function callingCountries(): readonly { readonly country: string; readonly callingCode: string }[] {
  return getCountries().map((country) => ({ country, callingCode: getCountryCallingCode(country) }));
}

/** The number without its `+`, as messaging APIs want it: `14155550123`. */
export function phoneDigits(number: Phone): string {
  return number.slice(1);
}

/** Country of a number, ISO 3166-1 alpha-2; null for one of several countries or none, e.g. satellite phones. */
export function phoneCountry(number: Phone): string | null {
  const parsed = parsePhoneNumberFromString(number);
  if (parsed?.country) return parsed.country;
  // A number outside the known ranges still has a calling code; most belong to one country.
  const [only, another] = parsed?.getPossibleCountries() ?? [];
  return only !== undefined && another === undefined ? only : null;
}

/** ASCII digits for those of any script; without the invisible marks that come along when a number is pasted. */
function plainDigits(raw: string): string {
  const visible = raw.normalize('NFKC').replace(/\p{Cf}/gu, '');
  return visible.replace(/\p{Nd}/gu, (digit) => {
    const code = digit.codePointAt(0)!;
    const zero = ZEROS.find((start) => code >= start && code <= start + 9);
    return zero === undefined ? digit : String(code - zero);
  });
}

interface ValidNumber {
  readonly e164: string;
  readonly type: NumberType;
}

/** Digits that begin with a country code: taken at their word where no country says otherwise. */
function withCountryCode(digits: string, country: string | null): ValidNumber | null {
  return country === null && digits.length >= 11
    ? writtenInFull(`+${digits}`)
    : validNumber(`+${digits}`, null);
}

/**
 * A number with its country code: a possible length is enough. Numbering plans grow faster than this library's table,
 * and a number that nobody has is refused by the channel, while one refused here is a customer never told.
 */
function writtenInFull(text: string): ValidNumber | null {
  const parsed = parsePhoneNumberFromString(text, { extract: false });
  return parsed?.isPossible() ? { e164: parsed.number, type: parsed.getType() } : null;
}

function validNumber(text: string, country: string | null): ValidNumber | null {
  const code = country?.toUpperCase();
  const known = code !== undefined && isSupportedCountry(code);
  const parsed = known ? parsePhoneNumberFromString(text, code) : parsePhoneNumberFromString(text);
  return parsed?.isValid() ? { e164: parsed.number, type: parsed.getType() } : null;
}

function mobileOrNull(number: ValidNumber | null): Phone | null {
  return number && canBeMobile(number.type) ? (number.e164 as Phone) : null;
}

function canBeMobile(type: NumberType): boolean {
  switch (type) {
    case 'MOBILE':
    case 'FIXED_LINE_OR_MOBILE':
    case 'VOIP':
    case undefined:
      return true;
    case 'FIXED_LINE':
    case 'PREMIUM_RATE':
    case 'TOLL_FREE':
    case 'SHARED_COST':
    case 'PERSONAL_NUMBER':
    case 'PAGER':
    case 'UAN':
    case 'VOICEMAIL':
      return false;
    default:
      return assertNever(type);
  }
}
