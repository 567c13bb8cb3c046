import type { Complaint, Sample } from './rendered-rules.ts';
import { withoutValues } from './printed.ts';

/** The word of a line that is nobody else's business; null: none is. */
export type PrivateWord = (line: string) => string | null;

/** Samples share most of their first lines: each is looked at once. */
export function privateWordIn(words: RegExp | null): PrivateWord {
  const known = new Map<string, string | null>();
  return (line) => {
    const before = known.get(line);
    if (before !== undefined) return before;
    const found = (words && line.match(words)?.[0]) ?? null;
    known.set(line, found);
    return found;
  };
}

/**
 * A lock screen shows the first line to whoever stands by: who writes, and nothing about money, cards or trouble. The
 * answer to a STOP has no other line, and comes while its reader holds the phone.
 */
export function firstLineRule(
  { request, variables, message }: Sample,
  privateWord: PrivateWord,
): Complaint[] {
  if (request.template === 'opt_out_confirmation') return [];
  const line = message.text.split('\n')[0]!;
  const said = withoutValues(line, variables, ['business_name', 'customer_name', 'order_number']);
  const word = privateWord(said);
  return [
    ...(word === null ? [] : [complaint(`"${word}" is on the first line`)]),
    ...(/\p{Nd}|\p{Sc}/u.test(said) ? [complaint('a number or an amount is on the first line')] : []),
  ];
}

function complaint(what: string): Complaint {
  const remedy = 'begin with a line that anybody may see: who writes, and that it is about the account';
  return { rule: 'first-line', what, remedy };
}
