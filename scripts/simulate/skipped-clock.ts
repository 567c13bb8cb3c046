import type { TestWorkflowEnvironment } from '@temporalio/testing';

/**
 * The time of the time-skipping server. It jumps only while nothing is at work: between two jumps it runs as our own
 * clock does, so that knowing it once tells it until everything sleeps again.
 */
export interface SkippedClock {
  /** Milliseconds since 1970, as far as the last {@link learn} tells. */
  now(): number;
  /** Asks the server. Whatever begins after a jump calls it first. */
  learn(): Promise<number>;
  /** Jumps to the instant; whatever is due before it happens on the way. */
  skipTo(epochMs: number): Promise<void>;
}

export async function createSkippedClock(env: TestWorkflowEnvironment): Promise<SkippedClock> {
  let ahead = 0;
  const clock: SkippedClock = {
    now: () => Date.now() + ahead,
    learn: async () => {
      const now = await env.currentTimeMs();
      ahead = now - Date.now();
      return now;
    },
    skipTo: async (epochMs) => {
      const ms = epochMs - (await clock.learn());
      if (ms > 0) await env.sleep(ms);
      await clock.learn();
    },
  };
  await clock.learn();
  return clock;
}
