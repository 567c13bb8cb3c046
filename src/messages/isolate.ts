/** FIRST STRONG ISOLATE … POP DIRECTIONAL ISOLATE, and LEFT-TO-RIGHT ISOLATE (Unicode UAX #9). */
const FSI = '\u2068';
const PDI = '\u2069';
const LRI = '\u2066';

const RIGHT_TO_LEFT_LETTER = /[\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Syriac}\p{Script=Thaana}]/u;

/** LEFT-TO-RIGHT, RIGHT-TO-LEFT and ARABIC LETTER MARK, with which CLDR begins Arabic amounts. */
const MARKS = /[\u200e\u200f\u061c]/g;

/**
 * A value that keeps its own direction and leaves that of the text around it alone: in a text from right to left every
 * value, else only one with letters from right to left, so that plain texts stay plain. Without such letters it reads
 * from left to right whatever CLDR's marks say: `20.00 US$` would become `$US 20.00`.
 */
export function isolate(value: string, direction: 'ltr' | 'rtl'): string {
  if (RIGHT_TO_LEFT_LETTER.test(value)) return `${FSI}${value}${PDI}`;
  return direction === 'rtl' ? `${LRI}${value.replace(MARKS, '')}${PDI}` : value;
}

/**
 * A link that reads from left to right, to the end of its line, where an isolate ends by itself. Nothing may follow the
 * address: Android takes any letter above U+00A0 into a link it finds, the closing mark too, and the page is not found.
 */
export function isolateLink(url: string, direction: 'ltr' | 'rtl'): string {
  return direction === 'rtl' ? `${LRI}${url}` : url;
}

/** The text without marks of direction: HTML has its own for links. */
export function withoutLinkIsolates(text: string): string {
  return text.replaceAll(`${LRI}http`, 'http');
}
