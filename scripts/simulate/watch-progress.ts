import { DAY_MS } from '../../src/domain/duration.ts';
import type { Timing, WorldInPlay } from './played.ts';

export interface Progress {
  /** Day of the simulation, counted from its beginning. */
  readonly day: number;
  /** Activities that have ended so far. */
  readonly done: number;
  /** Recoveries, as of the last day's end. */
  readonly ended: number;
  readonly total: number;
}

export interface Counts {
  readonly ended: number;
  readonly total: number;
}

const LOOK_MS = 500;

/** A day on which much is due takes long: what is done is told in between. */
export function watchProgress(
  worlds: readonly WorldInPlay[],
  { clock, begin }: Timing,
  onProgress: ((progress: Progress) => void) | undefined,
): { readonly count: (counts: Counts) => void; readonly stop: () => void } {
  const invoices = worlds.flatMap(({ group }) => group.map((customer) => customer.invoices.length));
  let counts: Counts = { ended: 0, total: invoices.reduce((sum, count) => sum + count, 0) };
  const tell = (): void => {
    const day = Math.max(0, Math.floor((clock.now() - begin) / DAY_MS));
    onProgress?.({ day, done: worlds.reduce((sum, { world }) => sum + world.done(), 0), ...counts });
  };
  const timer = setInterval(tell, LOOK_MS);
  return {
    count: (now) => {
      counts = now;
      tell();
    },
    stop: () => clearInterval(timer),
  };
}
