/** A value looked up from time to time; probes read the last one and never wait for a provider. */
export interface Poll<T> {
  last(): T;
  /** Resolves once the look under way, if any, has ended: what it uses may be closed then. */
  stop(): Promise<void>;
}

export interface PollOptions<T> {
  readonly initial: T;
  readonly everyMs: number;
  /** Must not throw: what cannot be read is a value of its own. */
  readonly read: () => Promise<T>;
}

/** Starts looking at once, then after each pause. */
export function startPoll<T>({ initial, everyMs, read }: PollOptions<T>): Poll<T> {
  let value = initial;
  let timer: NodeJS.Timeout | null = null;
  let stopped = false;
  let looking: Promise<void> = Promise.resolve();
  const look = async (): Promise<void> => {
    value = await read();
    if (!stopped) {
      timer = setTimeout(() => {
        looking = look();
      }, everyMs);
    }
  };
  looking = look();
  return {
    last: () => value,
    stop: () => {
      stopped = true;
      if (timer) clearTimeout(timer);
      return looking;
    },
  };
}
