import type { WatchedProcess } from '../servers/watched-process.ts';
import { STOP_ORDER, type PartName } from './ownership.ts';

/** Starting was given up because stopping began. */
export class StoppingError extends Error {
  override name = 'StoppingError';
}

/** The processes of one `npm start`: started one by one, ended together and in order. */
export interface Parts {
  /** Starts a part and keeps it; one that is still starting when `stop` is called is stopped too. */
  start<T extends WatchedProcess>(name: PartName, start: () => Promise<T> | T): Promise<T>;
  /** Resolves with the name and the reason of the first part that ends although nobody asked it to. */
  unexpectedEnd: Promise<string>;
  stop(): Promise<void>;
  /** Ends our own children at once; the servers that keep data still shut down properly. */
  hurry(): void;
}

/** @param onGone is told of each part that has ended. */
export function createParts(onGone: (name: PartName) => void): Parts {
  const started = new Map<PartName, Promise<WatchedProcess>>();
  const running = new Map<PartName, WatchedProcess>();
  let stopping: Promise<void> | null = null;
  let reportEnd: (reason: string) => void;
  const unexpectedEnd = new Promise<string>((resolve) => (reportEnd = resolve));

  const watch = (name: PartName, part: WatchedProcess) => {
    running.set(name, part);
    void part.exited.then((how) => {
      running.delete(name);
      onGone(name);
      if (!stopping) reportEnd(`${name} ${how}`);
    });
  };

  const stopAll = async () => {
    for (const name of STOP_ORDER) {
      // One that failed to start has told so already, and has nothing to stop.
      const part = await started.get(name)?.catch(() => null);
      await part?.stop();
    }
  };

  return {
    start: async (name, start) => {
      if (stopping) throw new StoppingError(`not starting ${name}: stopping`);
      const starting = Promise.resolve(start());
      started.set(name, starting);
      const part = await starting;
      watch(name, part);
      return part;
    },
    unexpectedEnd,
    stop: () => (stopping ??= stopAll()),
    hurry: () => {
      for (const name of ['server', 'worker', 'sandbox'] as const) running.get(name)?.kill();
    },
  };
}
