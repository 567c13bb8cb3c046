import { createBell } from './bell.ts';

/** What a round came to: there may be more at once, there is nothing now, or what it needs is away. */
export type RoundResult = 'more' | 'idle' | 'away';

export interface RoundsOptions {
  /** One round of work. Does not throw. */
  readonly round: () => Promise<RoundResult>;
  /** How often to look without being woken: rows of other processes, and rows to try again. */
  readonly idleMs?: number | undefined;
  /** How long to leave alone what is away, whoever wakes us meanwhile. */
  readonly awayMs?: number | undefined;
}

export interface Rounds {
  /** There is new work; costs nothing while a round is under way. */
  wake(): void;
  /** Finishes what is under way. */
  stop(): Promise<void>;
}

/** Works in rounds for as long as the process lives. */
export function startRounds({ round, idleMs = 1_000, awayMs = 1_000 }: RoundsOptions): Rounds {
  const bell = createBell();
  const halt = createBell();
  let stopping = false;
  const run = async (): Promise<void> => {
    while (!stopping) {
      const result = await round();
      // Every commit rings the bell: heeding it now would try in vain as often as webhooks come.
      if (result === 'away') await halt.wait(awayMs);
      else if (result === 'idle') await bell.wait(idleMs);
    }
  };
  const running = run();
  return {
    wake: bell.ring,
    stop: async () => {
      stopping = true;
      bell.ring();
      halt.ring();
      await running;
    },
  };
}
