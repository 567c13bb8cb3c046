import type { ReplyLanguage } from '../reply-keyword.ts';
import { AR } from './ar.ts';
import { BN } from './bn.ts';
import { clausesOf, plainLetters, type Clause } from './clauses.ts';
import { DE } from './de.ts';
import { EN } from './en.ts';
import { ES } from './es.ts';
import { FR } from './fr.ts';
import type { Phrases } from './phrases.ts';
import { dayExpressions, readPromisedDay, type DayExpressions, type Today } from './promised-day.ts';
import { PT } from './pt.ts';

/** What a reply asks for, where that is clear. `other`: for a person to read. */
export const INTENTS = [
  'help',
  'already_paid',
  'will_pay',
  'dispute',
  'wrong_person',
  'cancel',
  'stop',
  'other',
] as const;
export type IntentKind = (typeof INTENTS)[number];

export type ReplyIntent =
  | {
      readonly kind: Exclude<IntentKind, 'will_pay' | 'other'>;
      readonly language: ReplyLanguage;
    }
  /** `day` is a calendar day where the customer is, e.g. `2026-11-27`. */
  | { readonly kind: 'will_pay'; readonly day: string; readonly language: ReplyLanguage }
  | { readonly kind: 'other'; readonly language: null };

const OTHER: ReplyIntent = { kind: 'other', language: null };

/** Whichever of these is said protects the customer most, and wins over what is said beside it. */
const PROTECTIVE = ['stop', 'dispute', 'wrong_person', 'cancel'] as const;
const SPOKEN = [...PROTECTIVE, 'already_paid', 'help'] as const;

/**
 * Reads a reply by plain rules: phrases of seven languages, clause by clause, so that "I have not paid" is no payment and
 * "don't cancel my account" no cancellation. Whatever says two things, asks, or makes conditions is `other`.
 * Single words such as STOP are read by `readReplyKeyword`.
 * @param today where the customer is
 */
export function readReplyIntent(text: string, today: Today): ReplyIntent {
  const clauses = clausesOf(text);
  const found = LANGUAGES.flatMap((language) => intentsIn(clauses, language, today));
  for (const kind of PROTECTIVE) {
    const intent = found.find((one) => one.kind === kind);
    if (intent) return intent;
  }
  const kinds = new Set(found.map(({ kind }) => kind));
  const [first] = found;
  return first && kinds.size === 1 && sameDay(found) ? first : OTHER;
}

function sameDay(found: readonly ReplyIntent[]): boolean {
  return new Set(found.map((one) => (one.kind === 'will_pay' ? one.day : ''))).size === 1;
}

type Expressions = Readonly<Record<Exclude<keyof Phrases, 'language' | 'days'>, RegExp>> & {
  readonly language: ReplyLanguage;
  readonly days: DayExpressions;
};

/** Whole words; `^` and `$` mean the ends of the clause. */
function compile(source: string): RegExp {
  const anchored = plainLetters(source).replaceAll('^', '(?<=^ )').replaceAll('$', '(?= $)');
  return new RegExp(`(?<= )(?:${anchored})(?= )`, 'u');
}

function expressionsOf({ language, days, ...phrases }: Phrases): Expressions {
  const compiled = Object.fromEntries(
    Object.entries(phrases).map(([name, source]) => [name, compile(source)]),
  );
  // The same keys, each with its expression.
  return {
    ...(compiled as Omit<Expressions, 'language' | 'days'>),
    language,
    days: dayExpressions(days, compile),
  };
}

const LANGUAGES: readonly Expressions[] = [EN, ES, DE, FR, PT, AR, BN].map(expressionsOf);

function intentsIn(clauses: readonly Clause[], language: Expressions, today: Today): readonly ReplyIntent[] {
  const said = clauses.map(({ words, isQuestion }) => ({
    words: words.replace(language.harmless, ' '),
    isQuestion,
  }));
  const isSaid = (kind: Spoken) => said.some((clause) => says(clause, language, kind));
  const { language: name } = language;
  const promise = findPromise(said, language, today);
  return [
    ...SPOKEN.filter(isSaid).map((kind) => ({ kind, language: name })),
    ...(promise ? [intentOf(promise, name)] : []),
  ];
}

function intentOf({ day }: Promised, language: ReplyLanguage): ReplyIntent {
  return day === null ? OTHER : { kind: 'will_pay', day, language };
}

type Spoken = (typeof SPOKEN)[number];

/** Disputes, wrong numbers and stops are often negations themselves; the others are undone by one. */
function says({ words, isQuestion }: Clause, language: Expressions, kind: Spoken): boolean {
  switch (kind) {
    case 'help':
      return language.help.test(words);
    case 'stop':
      return language.stop.test(words);
    case 'wrong_person':
      return language.wrongPerson.test(words);
    case 'dispute':
      return !isQuestion && language.dispute.test(words) && !isUndone(words, language, language.dispute);
    case 'cancel':
      return !isQuestion && language.cancel.test(words) && !isUndone(words, language, language.cancel);
    case 'already_paid':
      return !isQuestion && language.paid.test(words) && !language.negation.test(words);
  }
}

/** A negation beside the phrase, and not in it: "I do not want to dispute"; but "I never ordered it" is said. */
function isUndone(words: string, { negation }: Expressions, phrase: RegExp): boolean {
  const said = phrase.exec(words)?.[0] ?? '';
  return !negation.test(` ${said} `) && negation.test(words.replace(phrase, ' '));
}

/** `day` is null where none is named, or none for sure. */
interface Promised {
  readonly day: string | null;
}

/** Clause by clause: what is said later counts. */
function findPromise(clauses: readonly Clause[], language: Expressions, today: Today): Promised | null {
  let isPromised = false;
  const clear: string[] = [];
  for (const { words, isQuestion } of clauses) {
    const isNegated = language.negation.test(words);
    if (isNegated || isQuestion) {
      isPromised &&= !language.pay.test(words) && !(isNegated && isRefusal(words));
    } else {
      isPromised ||= language.willPay.test(words);
      clear.push(words);
    }
  }
  if (!isPromised) return null;
  if (clauses.some(({ words }) => language.condition.test(words))) return { day: null };
  return { day: readPromisedDay(clear, language.days, today) };
}

/** "No." or "I won't" after a promise takes it back. */
function isRefusal(words: string): boolean {
  return words.trim().split(' ').length <= 3;
}
