import { median } from '../median.ts';
import type { Contender, Measurement } from './contender.ts';

/** The measurements of one contender, one a round. */
export interface Series {
  readonly contender: Pick<Contender, 'name' | 'isYardstick'>;
  readonly rounds: readonly Measurement[];
}

/** A Markdown table, so that docs/benchmarks.md can hold what was printed. Ratios are of one round; then the median. */
export function report(all: readonly Series[]): string {
  const yardstick = all.find(({ contender }) => contender.isYardstick);
  if (!yardstick) throw new Error('nothing to compare with');
  return toTable([HEAD, ...all.map((series) => rowOf(series, yardstick))]);
}

const HEAD = [
  'accepting',
  'per s',
  '× bare',
  'CPU × bare',
  'server µs',
  'database µs',
  'p50 / p99 ms',
  'refused',
];

function rowOf({ contender, rounds }: Series, { rounds: bare }: Series): string[] {
  const middle = (pick: (one: Measurement) => number) => median(rounds.map(pick));
  const rates = rounds.map((one, round) => one.perSecond / bare[round]!.perSecond);
  const cpu = rounds.map((one, round) => bare[round]!.serverMicros / one.serverMicros);
  const databaseMicros = rounds.map((one) => one.databaseMicros).filter((micros) => micros !== null);
  const isYardstick = rounds === bare;
  return [
    contender.name,
    middle((one) => one.perSecond).toFixed(0),
    isYardstick ? '1' : withSpread(rates),
    isYardstick ? '1' : withSpread(cpu),
    middle((one) => one.serverMicros).toFixed(0),
    databaseMicros.length === rounds.length ? median(databaseMicros).toFixed(0) : '–',
    `${middle((one) => one.p50Ms).toFixed(0)} / ${middle((one) => one.p99Ms).toFixed(0)}`,
    String(rounds.reduce((sum, one) => sum + one.refused, 0)),
  ];
}

/** `0.64 (0.35–0.70)` */
export function withSpread(ratios: readonly number[]): string {
  const [least, most] = [Math.min(...ratios), Math.max(...ratios)];
  return `${median(ratios).toFixed(2)} (${least.toFixed(2)}–${most.toFixed(2)})`;
}

function toTable(rows: readonly string[][]): string {
  const widths = HEAD.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  const lines = rows.map(
    (row) => `| ${row.map((cell, column) => cell.padEnd(widths[column]!)).join(' | ')} |`,
  );
  const rule = `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`;
  return [lines[0], rule, ...lines.slice(1)].join('\n');
}
