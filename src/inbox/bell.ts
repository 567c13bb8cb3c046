/** Lets one sleeper be woken early. */
export interface Bell {
  ring(): void;
  /** Until the bell rings (or has rung since the last wait), at most so long. */
  wait(ms: number): Promise<void>;
}

export function createBell(): Bell {
  let rung = false;
  let wakeSleeper: (() => void) | null = null;
  return {
    ring: () => {
      rung = true;
      wakeSleeper?.();
    },
    wait: async (ms) => {
      if (!rung) {
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, ms);
          wakeSleeper = () => {
            clearTimeout(timer);
            resolve();
          };
        });
      }
      wakeSleeper = null;
      rung = false;
    },
  };
}
