import type { TestWorkflowEnvironment } from '@temporalio/testing';

/** The test server's time: it jumps over days in which nothing happens. */
export interface LabClock {
  /** The server's own answer, milliseconds since 1970. */
  now(): Promise<number>;
  /** The same, from the last jump and the time since: for code that cannot wait for an answer. */
  sync(): number;
  date(): Date;
  /** Jumps to the instant; whatever is due before it happens on the way. */
  skipTo(epochMs: number): Promise<void>;
}

export async function startLabClock(env: TestWorkflowEnvironment): Promise<LabClock> {
  let ahead = (await env.currentTimeMs()) - Date.now();
  const clock: LabClock = {
    now: async () => {
      const now = await env.currentTimeMs();
      ahead = now - Date.now();
      return now;
    },
    sync: () => Date.now() + ahead,
    date: () => new Date(clock.sync()),
    skipTo: async (epochMs) => {
      const ms = epochMs - (await clock.now());
      if (ms > 0) await env.sleep(ms);
      await clock.now();
    },
  };
  return clock;
}
