import { addDays } from '../clock.ts';
import type { DayWords } from './phrases.ts';

/** A day on somebody's wall: `2026-11-27`, ISO weekday 1 (Monday) to 7. */
export interface Today {
  readonly date: string;
  readonly weekday: number;
}

/** A promise for later than this is a matter for a person, in days. */
export const LONGEST_PROMISE_DAYS = 14;

type Reader = (words: string, expressions: DayExpressions, today: Today) => Found;

interface Found {
  /** Null: a day is named, and nobody can say which. */
  readonly days: readonly (string | null)[];
  /** What is left to read. */
  readonly rest: string;
}

/** The words of a language, compiled once. */
export interface DayExpressions {
  readonly near: readonly (readonly [RegExp, number])[];
  readonly weekdays: readonly RegExp[];
  readonly dayAndMonth: readonly (readonly [RegExp, number])[];
  readonly inDays: RegExp | null;
  readonly dayOfMonth: RegExp | null;
  readonly endOfMonth: RegExp | null;
  readonly vague: RegExp;
  readonly noise: RegExp | null;
  readonly isDayFirst: boolean | null;
}

/** @param compile makes an expression of whole words */
export function dayExpressions(words: DayWords, compile: (source: string) => RegExp): DayExpressions {
  const orNull = (source: string | null) => (source === null ? null : compile(source));
  const joined = '(?:st|nd|rd|th|º|er)?(?: of| de)? ';
  return {
    near: words.near.map(([source, days]) => [compile(source), days]),
    weekdays: words.weekdays.map((source) => compile(source)),
    dayAndMonth: words.months.map((source, index) => [
      compile(`(\\d{1,2})${joined}(?:${source})|(?:${source}) (\\d{1,2})(?:st|nd|rd|th)?`),
      index + 1,
    ]),
    inDays: orNull(words.inDays),
    dayOfMonth: orNull(words.dayOfMonth),
    endOfMonth: orNull(words.endOfMonth),
    vague: compile(words.vague),
    noise: orNull(words.noise),
    isDayFirst: words.isDayFirst,
  };
}

/**
 * The one day that these words name, today or later, at most {@link LONGEST_PROMISE_DAYS} ahead. Null where they name
 * none, several, or one that can be read in two ways ("next Friday", 11/12 in English).
 */
export function readPromisedDay(
  clauses: readonly string[],
  expressions: DayExpressions,
  today: Today,
): string | null {
  const days = clauses.flatMap((clause) => daysIn(clause, expressions, today));
  const [day, ...others] = new Set(days);
  if (day === undefined || day === null || others.length > 0) return null;
  return day >= today.date && day <= addDays(today.date, LONGEST_PROMISE_DAYS) ? day : null;
}

/** Longer wordings first: each takes its words away, so that "27 November" is not also "the 27th". */
const READERS: readonly Reader[] = [
  readIso,
  readNumeric,
  readDayAndMonth,
  readEndOfMonth,
  readInDays,
  readNear,
  readWeekday,
  readDayOfMonth,
  (rest, { vague }) => ({ days: vague.test(rest) ? [null] : [], rest }),
];

function daysIn(clause: string, expressions: DayExpressions, today: Today): readonly (string | null)[] {
  let rest = expressions.noise ? clause.replace(expressions.noise, ' ') : clause;
  const days: (string | null)[] = [];
  for (const read of READERS) {
    const found = read(rest, expressions, today);
    days.push(...found.days);
    rest = found.rest;
  }
  return days;
}

function take(
  words: string,
  expression: RegExp | null,
  day: (match: RegExpExecArray) => string | null,
): Found {
  if (!expression) return { days: [], rest: words };
  const match = expression.exec(words);
  if (!match) return { days: [], rest: words };
  const after = take(words.replace(expression, ' '), expression, day);
  return { days: [day(match), ...after.days], rest: after.rest };
}

function takeEach<Item>(
  words: string,
  items: readonly Item[],
  one: (words: string, item: Item) => Found,
): Found {
  let rest = words;
  const days: (string | null)[] = [];
  for (const item of items) {
    const found = one(rest, item);
    days.push(...found.days);
    rest = found.rest;
  }
  return { days, rest };
}

function readIso(words: string): Found {
  return take(words, / (\d{4})-(\d{2})-(\d{2})(?= )/, ([, year, month, day]) =>
    dateOf(Number(year), Number(month), Number(day)),
  );
}

function readNumeric(words: string, { isDayFirst }: DayExpressions, today: Today): Found {
  const form = / (\d{1,2})[./-](\d{1,2})(?:[./-](\d{4}|\d{2}))?(?= )/;
  return take(words, form, ([, first, second, year]) => {
    const [one, two] = [Number(first), Number(second)];
    const isUnsure = isDayFirst === null && one <= 12 && two <= 12 && one !== two;
    if (isUnsure) return null;
    const [day, month] = (isDayFirst ?? one > 12) ? [one, two] : [two, one];
    if (year === undefined) return comingDate(month, day, today);
    return dateOf(Number(year.length === 2 ? `20${year}` : year), month, day);
  });
}

function readDayAndMonth(words: string, { dayAndMonth }: DayExpressions, today: Today): Found {
  return takeEach(words, dayAndMonth, (rest, [expression, month]) =>
    take(rest, expression, ([, before, after]) => comingDate(month, Number(before ?? after), today)),
  );
}

function readEndOfMonth(words: string, { endOfMonth }: DayExpressions, today: Today): Found {
  return take(words, endOfMonth, () => {
    const [year, month] = today.date.split('-').map(Number);
    return addDays(month === 12 ? `${year! + 1}-01-01` : `${year}-${twoDigits(month! + 1)}-01`, -1);
  });
}

const NUMBER_WORDS: Readonly<Record<string, number>> = {
  ...{ one: 1, two: 2, three: 3, four: 4, five: 5, six: 6, seven: 7, ten: 10 },
  ...{ un: 1, dos: 2, tres: 3, cuatro: 4, cinco: 5 },
  ...{ einem: 1, zwei: 2, drei: 3, vier: 4, funf: 5 },
  ...{ deux: 2, trois: 3, quatre: 4, cinq: 5 },
  ...{ um: 1, dois: 2, quatro: 4 },
};

function readInDays(words: string, { inDays }: DayExpressions, today: Today): Found {
  return take(words, inDays, ([, number = '']) => {
    const days = /^\d{1,3}$/.test(number) ? Number(number) : NUMBER_WORDS[number];
    return days === undefined ? null : addDays(today.date, days);
  });
}

function readNear(words: string, { near }: DayExpressions, today: Today): Found {
  return takeEach(words, near, (rest, [expression, days]) =>
    take(rest, expression, () => addDays(today.date, days)),
  );
}

/** Said on a Friday, "Friday" may be today or in a week. */
function readWeekday(words: string, { weekdays }: DayExpressions, today: Today): Found {
  return takeEach(words, [...weekdays.entries()], (rest, [index, expression]) =>
    take(rest, expression, () => {
      const ahead = (index + 1 - today.weekday + 7) % 7;
      return ahead === 0 ? null : addDays(today.date, ahead);
    }),
  );
}

function readDayOfMonth(words: string, { dayOfMonth }: DayExpressions, today: Today): Found {
  return take(words, dayOfMonth, ([, day]) => {
    const [year, month] = today.date.split('-').map(Number);
    const thisMonth = dateOf(year!, month!, Number(day));
    if (thisMonth !== null && thisMonth >= today.date) return thisMonth;
    return month === 12 ? dateOf(year! + 1, 1, Number(day)) : dateOf(year!, month! + 1, Number(day));
  });
}

/** Its next occurrence. */
function comingDate(month: number, day: number, today: Today): string | null {
  const year = Number(today.date.slice(0, 4));
  const thisYear = dateOf(year, month, day);
  return thisYear === null || thisYear >= today.date ? thisYear : dateOf(year + 1, month, day);
}

/** Null for a day that there is not. */
function dateOf(year: number, month: number, day: number): string | null {
  const date = new Date(Date.UTC(year, month - 1, day));
  const isReal = date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
  return isReal ? date.toISOString().slice(0, 10) : null;
}

function twoDigits(number: number): string {
  return String(number).padStart(2, '0');
}
