import type { HoldKind } from './hold.ts';
import { toEpochMs, type IsoInstant } from './instant.ts';
import { toDecimal, type Money } from './money.ts';

/** A day of recoveries, and what waits for a person at its end. */
export interface Digest {
  readonly until: IsoInstant;
  /** Recoveries that began. */
  readonly opened: number;
  /** Recoveries whose money arrived, and how much, in one amount per currency and source. */
  readonly recovered: { readonly count: number; readonly amounts: readonly Money[] };
  /** Open recoveries that wait although a step may be due; `since`: the longest of each. */
  readonly held: readonly { readonly hold: HoldKind; readonly count: number; readonly since: IsoInstant }[];
  /** Messages whose answer was lost and that nobody has settled. */
  readonly unknown: number;
}

const HOUR_MS = 3_600_000;

/** One sentence each, most urgent first; empty where there is nothing to say. */
export function digestSentences({ until, opened, recovered, held, unknown }: Digest): readonly string[] {
  return [
    ...(unknown > 0 ? [`${unknown} message(s) whose answer was lost, to settle`] : []),
    ...held.map(({ hold, count, since }) => `${count} held (${hold}), the longest for ${age(since, until)}`),
    ...(recovered.count > 0
      ? [`${recovered.count} recovered: ${recovered.amounts.map(text).join(', ')}`]
      : []),
    ...(opened > 0 ? [`${opened} opened`] : []),
  ];
}

function age(since: IsoInstant, until: IsoInstant): string {
  const hours = Math.max(0, Math.round((toEpochMs(until) - toEpochMs(since)) / HOUR_MS));
  return hours < 48 ? `${hours} h` : `${Math.floor(hours / 24)} days`;
}

function text(money: Money): string {
  return `${toDecimal(money)} ${money.currency}`;
}
