import type { SkippedClock } from './skipped-clock.ts';

/** Something that happens at an instant of the skipped clock. */
export interface Appointment {
  /** Milliseconds since 1970; one that is past happens at once. */
  readonly at: number;
  readonly act: () => void | Promise<void>;
}

/** What happens within the same minute happens together: each jump of the clock costs. */
const TOGETHER_MS = 60_000;

export interface Keeping {
  readonly clock: SkippedClock;
  /** Lets one moment happen: what it tells must have been taken in before time goes on. */
  readonly live: (moment: () => Promise<void>) => Promise<void>;
}

/** Keeps every appointment in the order of time. */
export async function keepAppointments(
  appointments: readonly Appointment[],
  { clock, live }: Keeping,
): Promise<void> {
  const waiting = [...appointments].sort((one, other) => one.at - other.at);
  while (waiting.length > 0) {
    const { at } = waiting[0]!;
    const later = waiting.findIndex((each) => each.at >= at + TOGETHER_MS);
    const now = waiting.splice(0, later === -1 ? waiting.length : later);
    await clock.skipTo(now.at(-1)!.at);
    await live(async () => {
      for (const { act } of now) await act();
    });
  }
}
