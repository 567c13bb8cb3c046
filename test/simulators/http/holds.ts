/** One thing that the test keeps waiting. */
export interface Hold {
  /** Resolves once it waits. */
  readonly reached: Promise<void>;
  /** Lets it go on; nothing waits any more for one that was never reached. */
  release(): void;
}

export interface HoldSwitch<T> {
  /** Keeps the next one that is meant waiting, and only that one. */
  hold(isMeant: (one: T) => boolean): Hold;
  /** Resolves at once, or when the test lets it go on. */
  pass(one: T): Promise<void>;
}

interface Waiting<T> {
  readonly isMeant: (one: T) => boolean;
  readonly reach: () => void;
  readonly released: Promise<void>;
}

export function createHolds<T>(): HoldSwitch<T> {
  const waiting = new Set<Waiting<T>>();
  return {
    hold(isMeant) {
      let reach!: () => void;
      let free!: () => void;
      const reached = new Promise<void>((resolve) => (reach = resolve));
      const released = new Promise<void>((resolve) => (free = resolve));
      const entry = { isMeant, reach, released };
      waiting.add(entry);
      const release = (): void => {
        waiting.delete(entry);
        free();
      };
      return { reached, release };
    },
    async pass(one) {
      const entry = [...waiting].find(({ isMeant }) => isMeant(one));
      if (!entry) return;
      waiting.delete(entry);
      entry.reach();
      await entry.released;
    },
  };
}
