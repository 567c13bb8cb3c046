import type { Finding, Rule } from '../finding.ts';
import type { TextSource } from '../text-sources.ts';
import type { Located } from '../yaml-file.ts';
import { visible } from './visible.ts';
import type { Words } from './words.ts';

/** What a text must not say, found where it is written, in every branch. */
export function wordRules(source: TextSource, words: Words): Finding[] {
  const parts = [source.subject, source.body, ...(source.button ? [source.button] : [])];
  return parts.flatMap((part) => [
    ...find(part, { ...PLACEHOLDER, pattern: LEFT_OVER }),
    ...find(part, { ...BANNED, pattern: words.banned }),
    ...(source.class === 'notice'
      ? [
          ...find(part, { ...PROMOTION, pattern: words.promotion }),
          ...find(part, { ...PROMOTION, pattern: OFFER }),
        ]
      : []),
    ...find(part, { ...AMOUNT, pattern: AMOUNT_BY_HAND }),
    ...besideAmount(part),
    ...find(part, { ...LINK, pattern: LINK_BY_HAND }),
  ]);
}

interface Search {
  readonly rule: Rule;
  readonly what: (found: string) => string;
  readonly remedy: string;
  readonly pattern: RegExp | null;
}

const PLACEHOLDER = {
  rule: 'placeholder',
  what: (found: string) => `"${found}" was left to be filled in`,
  remedy: 'write the text, or use a variable: {{ amount }}',
} as const;
const BANNED = {
  rule: 'banned-word',
  what: (found: string) => `"${found}" is banned`,
  remedy: 'say it without threat or pressure; the list is in settings.yaml',
} as const;
const PROMOTION = {
  rule: 'promotion',
  what: (found: string) => `"${found}" promotes something, and this is a notice`,
  remedy: 'take it out: offers belong into suspension_with_offer (class marketing), which needs consent',
} as const;
const AMOUNT = {
  rule: 'amount',
  what: (found: string) => `"${found}" is an amount written by hand`,
  remedy: 'use {{ amount }}, which is what is due, with its currency',
} as const;
const LINK = {
  rule: 'links',
  what: (found: string) => `"${found}" is a link written by hand`,
  remedy: 'use {{ pay_url }}, the one link of a message',
} as const;

/** What people write where they mean to write something later, or in the way of another program. */
const LEFT_OVER =
  /\b(?:TODO|FIXME|TBD|XXX+|LOREM IPSUM|Lorem ipsum|lorem ipsum|foo ?bar)\b|\[[^\]\n]{1,40}\]|<[^>\n]{1,40}>|%[A-Z_]{2,}%|\$\{[^}\n]*\}|\{[a-z_ ]{1,40}\}|_{3,}|\.{4,}/g;
const CURRENCY = '[$€£¥₹₩৳₺₽₫₴₦]|\\b(?:USD|EUR|GBP|JPY|INR|BRL|MXN|CHF|CAD|AUD|KWD|BDT)\\b|\\bR\\$';
const AMOUNT_BY_HAND = new RegExp(
  `(?:${CURRENCY})\\s?\\p{Nd}[\\p{Nd}.,]*|\\p{Nd}[\\p{Nd}.,]*\\s?(?:${CURRENCY})|(?<![\\p{Nd}.,:])\\p{Nd}+[.,]\\p{Nd}{2}(?![\\p{Nd}.,:])`,
  'gu',
);
const LINK_BY_HAND =
  /\bhttps?:\/\/\S+|\bwww\.\S+|(?<!@)\b[\p{L}\p{N}-]+\.(?:com|net|org|io|co|app|dev|me|link|ly)\b\S*/giu;
/** 20 %, and codes such as SAVE20. */
const OFFER = /\p{Nd}+\s?[%٪]|\b[A-Z]{3,}\p{Nd}+\b/gu;

function find(part: Located, search: Search): Finding[] {
  if (!search.pattern) return [];
  return [...visible(part.text).matchAll(search.pattern)].map((match) =>
    finding(part, search, { found: match[0].trim(), index: match.index }),
  );
}

/** `$ {{ amount }}` prints two currencies. */
function besideAmount(part: Located): Finding[] {
  const pattern = new RegExp(`(?:${CURRENCY})\\s?(?=\\{\\{-?\\s*(?:amount|open_totals))`, 'gu');
  return [...part.text.matchAll(pattern)].map((match) =>
    finding(
      part,
      { ...AMOUNT, what: (found) => `"${found}" stands beside an amount that brings its own currency` },
      { found: match[0].trim(), index: match.index },
    ),
  );
}

function finding(
  { text, file, line }: Located,
  { rule, what, remedy }: Omit<Search, 'pattern'>,
  { found, index }: { readonly found: string; readonly index: number },
): Finding {
  const at = line + text.slice(0, index).split('\n').length - 1;
  return { severity: 'error', rule, file, line: at, what: what(found), remedy };
}
