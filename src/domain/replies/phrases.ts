import type { ReplyLanguage } from '../reply-keyword.ts';

/**
 * What people of one language write, as regular expressions over words as {@link clausesOf} leaves them: lower case, no
 * accents, no apostrophes (`I'll` is `ill`), single spaces. They match whole words.
 */
export interface Phrases {
  readonly language: ReplyLanguage;
  readonly help: string;
  readonly paid: string;
  readonly willPay: string;
  /** The bare verb: "cannot pay today" says something about paying, too. */
  readonly pay: string;
  readonly dispute: string;
  readonly wrongPerson: string;
  readonly cancel: string;
  /** Sentences that end the messages; the single words are in `reply-keyword.ts`. */
  readonly stop: string;
  /** One of these in a clause turns what it says round. */
  readonly negation: string;
  /** Negated and yet no "no": "do not suspend me"; taken out first. */
  readonly harmless: string;
  /** A promise beside one of these is none. */
  readonly condition: string;
  readonly days: DayWords;
}

/** How a day is named. */
export interface DayWords {
  /** Monday first. */
  readonly weekdays: readonly string[];
  /** January first; empty where only weekdays are sure. */
  readonly months: readonly string[];
  /** Days from today, longest wording first. */
  readonly near: readonly (readonly [words: string, days: number])[];
  /** With the number of days as its one group; null: not read. */
  readonly inDays: string | null;
  /** A day of the month alone, as its one group: "on the 27th". */
  readonly dayOfMonth: string | null;
  readonly endOfMonth: string | null;
  /** What makes a day unsure: "after", "next", "weekend". */
  readonly vague: string;
  /** Looks like a day and is none: "por la mañana"; taken out first. */
  readonly noise: string | null;
  /** Whether 11/12 is the 11th of December; null: nobody knows. */
  readonly isDayFirst: boolean | null;
}
