import { groupAlike, type Alike } from './alike.ts';
import { dayOf } from './reasons.ts';
import { amountsOf, outcomesOf } from './report/amounts.ts';
import type { Entry, ToldCustomer } from './told.ts';

const HEAD = ['customer', 'scenario', 'owes', 'messages', 'outcome'];
/** Longer lists of messages break into lines. */
const MESSAGES_WIDTH = 58;

/** One row a customer, or one for all to whom the same happened. */
export function toTable(customers: readonly ToldCustomer[]): string {
  const rows = groupAlike(customers).flatMap(rowsOf);
  const widths = HEAD.map((head, column) =>
    Math.max(head.length, ...rows.map((row) => widthOf(row[column] ?? ''))),
  );
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, column) => cell + ' '.repeat(widths[column]! - widthOf(cell)))
      .join('  ')
      .trimEnd();
  return [line(HEAD), line(widths.map((width) => '-'.repeat(width))), ...rows.map(line)].join('\n');
}

function rowsOf({ customer, others }: Alike): string[][] {
  const { name, scenario, invoices } = customer;
  const who = others.length > 0 ? `${name} (+${others.length})` : name;
  const [first = 'none', ...more] = wrapped(messagesOf(customer));
  const head = [who, scenario, amountsOf(invoices), first, outcomesOf(invoices)];
  return [head, ...more.map((line) => ['', '', '', line, ''])];
}

function messagesOf({ timeline, firstFailureAt }: ToldCustomer): string[] {
  const sent = timeline.filter(
    (entry): entry is Extract<Entry, { kind: 'message' }> => entry.kind === 'message',
  );
  return sent.map(({ at, step, channel, state }) => {
    const how = channel === 'email' ? ' by e-mail' : '';
    const trouble = state === 'sent' ? '' : ` (${state})`;
    return `${dayOf(at, firstFailureAt)} ${step.replaceAll('_', ' ')}${how}${trouble}`;
  });
}

function wrapped(items: readonly string[]): string[] {
  const lines: string[] = [];
  for (const item of items) {
    const last = lines.at(-1);
    const longer = last === undefined ? item : `${last}, ${item}`;
    if (last !== undefined && longer.length <= MESSAGES_WIDTH) lines[lines.length - 1] = longer;
    else lines.push(item);
  }
  return lines;
}

/** Cells of the terminal: combining marks take none, and Chinese, Japanese and Korean letters two. */
function widthOf(text: string): number {
  const letters = [...text.normalize('NFC').replace(/\p{M}|\p{Cf}/gu, '')];
  return letters.reduce(
    (sum, letter) =>
      sum + (/[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\uff00-\uff60]/.test(letter) ? 2 : 1),
    0,
  );
}
