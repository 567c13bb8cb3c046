import type { Variables } from '../variables.ts';

/** Everything a phone makes a link of. */
export function countLinks(text: string): number {
  return (text.match(/https?:\/\/|(?<![/\p{L}])www\./giu) ?? []).length;
}

/** The text without the values that were printed into it; longer ones first, for one may hold another. */
export function withoutValues(text: string, variables: Variables, names: readonly string[]): string {
  const values = names
    .map((name) => variables[name])
    .filter((value): value is string => typeof value === 'string' && value !== '')
    .sort((one, other) => other.length - one.length);
  return values.reduce((rest, value) => rest.replaceAll(value, ' '), text);
}

const NUMBER = /\p{Nd}[\p{Nd}.,٬٫'’\u00a0\u202f]*/gu;

/** A number of the text that is the amount due, stripped of its currency; null where there is none. */
export function withoutCurrency(text: string, variables: Variables): string | null {
  const amount = variables['amount'];
  if (typeof amount !== 'string') return null;
  const due = digits(amount);
  const rest = withoutValues(text, variables, Object.keys(variables));
  return (
    (rest.match(NUMBER) ?? []).find((found) => due.startsWith(digits(found)) && digits(found).length > 2) ??
    null
  );
}

/** Digits of any script count alike. */
function digits(text: string): string {
  return [...text.matchAll(/\p{Nd}/gu)].map(([digit]) => valueOf(digit)).join('');
}

/** Every script's ten digits follow one another from a multiple of 16, plus 0 or 6. */
function valueOf(digit: string): number {
  const inRow = digit.codePointAt(0)! % 16;
  return inRow >= 6 && digit.codePointAt(0)! > 0x39 ? inRow - 6 : inRow;
}
