import type { InboxEntry, InboxStore } from '../ports/inbox.ts';

/** The inbox cannot take an event now; the processor must deliver it again (HTTP 503). */
export class InboxUnavailable extends Error {
  constructor(why: string, options?: { readonly cause: unknown }) {
    super(`the inbox cannot take events: ${why}`, options);
    this.name = 'InboxUnavailable';
  }
}

export interface InboxOptions {
  readonly store: InboxStore;
  /** Called after each commit with what it holds: somebody has work. */
  readonly onCommitted: (entries: readonly InboxEntry[]) => void;
  /** Commits under way at once: one is waiting for the disk while the next is being filled. */
  readonly lanes?: number;
  /** Requests per commit at most. */
  readonly maxBatch?: number;
  /** Requests waiting at most; beyond it new ones are refused rather than kept waiting. */
  readonly maxQueued?: number;
}

export interface Inbox {
  /**
   * Resolves once all entries of a request are committed, in one transaction. Throws {@link InboxUnavailable}; then none
   * of them was accepted.
   */
  append(entries: readonly InboxEntry[]): Promise<void>;
  /** Refuses what comes from now on and waits for what is under way. */
  drain(): Promise<void>;
}

interface Waiting {
  readonly entries: readonly InboxEntry[];
  readonly resolve: () => void;
  readonly reject: (error: Error) => void;
}

/** Requests that arrive together share one commit: acceptance is bounded by verification, not by the disk. */
export function createInbox(options: InboxOptions): Inbox {
  const { store, onCommitted, lanes = 2, maxBatch = 256, maxQueued = 10_000 } = options;
  const queue: Waiting[] = [];
  const running = new Set<Promise<void>>();
  let draining = false;

  const fillLanes = (): void => {
    while (queue.length > 0 && running.size < lanes) {
      const lane = commit({ store, onCommitted }, queue.splice(0, maxBatch)).finally(() => {
        running.delete(lane);
        fillLanes();
      });
      running.add(lane);
    }
  };

  return {
    append: (entries) => {
      if (draining) return Promise.reject(new InboxUnavailable('shutting down'));
      if (queue.length >= maxQueued)
        return Promise.reject(new InboxUnavailable('too many events are waiting'));
      return new Promise((resolve, reject) => {
        queue.push({ entries, resolve, reject });
        // After this turn of the event loop: requests read in the same turn share the commit.
        if (queue.length === 1) setImmediate(fillLanes);
      });
    },
    drain: async () => {
      draining = true;
      fillLanes();
      while (running.size > 0) await Promise.all(running);
    },
  };
}

type Committing = Pick<InboxOptions, 'store' | 'onCommitted'>;

async function commit({ store, onCommitted }: Committing, batch: readonly Waiting[]): Promise<void> {
  try {
    const entries = batch.flatMap((waiting) => waiting.entries);
    await store.append(entries);
    for (const { resolve } of batch) resolve();
    onCommitted(entries);
  } catch (error) {
    if (batch.length > 1 && mayBeOneEntry(error)) {
      // What one request told must not refuse its neighbours.
      for (const waiting of batch) await commit({ store, onCommitted }, [waiting]);
      return;
    }
    const unavailable = new InboxUnavailable('the database did not commit', { cause: error });
    for (const { reject } of batch) reject(unavailable);
  }
}

/** SQLSTATE classes of what the statement itself met: its data, a constraint, another transaction, a limit. */
const STATEMENT_TROUBLE = /^(22|23|40|54)...$/;

/**
 * False where the database as a whole is away, busy or full: asking again for each request could take seconds every
 * time, while the processors wait.
 */
function mayBeOneEntry(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? error.code : null;
  return typeof code === 'string' && STATEMENT_TROUBLE.test(code);
}
