import { setMaxListeners } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { post } from './post.ts';

/** A webhook that is being told. */
export interface Telling {
  readonly id: string;
  readonly body: string;
}

export interface RedeliveryOptions {
  /** The headers of a try at this moment. */
  readonly sign: (body: string) => Record<string, string>;
  readonly firstPauseMs?: number;
  readonly longestPauseMs?: number;
}

/** Tells each webhook until it is answered 2xx, as processors do. */
export interface Redelivery {
  setTarget(url: string | null): void;
  tell(webhook: Telling): void;
  /** Every try: the event's id and the answer's status; null: there was no answer. */
  readonly tries: readonly { readonly id: string; readonly status: number | null }[];
  /** Resolves when nothing is under way any more. */
  idle(): Promise<void>;
  close(): Promise<void>;
}

export function createRedelivery(options: RedeliveryOptions): Redelivery {
  const { sign, firstPauseMs = 50, longestPauseMs = 2_000 } = options;
  const closing = new AbortController();
  // Every webhook under way waits on it: many are no leak.
  setMaxListeners(0, closing.signal);
  const running = new Set<Promise<void>>();
  const tries: { id: string; status: number | null }[] = [];
  let target: string | null = null;

  async function tellOnce({ id, body }: Telling): Promise<boolean> {
    if (target === null) return false;
    const { signal } = closing;
    const answer = await post({ url: target, body, headers: sign(body), signal }).catch(() => null);
    tries.push({ id, status: answer?.status ?? null });
    return answer !== null && answer.status >= 200 && answer.status < 300;
  }
  async function tellUntilTaken(webhook: Telling): Promise<void> {
    for (let ms = firstPauseMs; !closing.signal.aborted; ms = Math.min(ms * 2, longestPauseMs)) {
      if (await tellOnce(webhook)) return;
      await pause(ms, undefined, { signal: closing.signal }).catch(() => undefined);
    }
  }
  return {
    tries,
    setTarget: (url) => void (target = url),
    tell: (webhook) => {
      const telling = tellUntilTaken(webhook).finally(() => running.delete(telling));
      running.add(telling);
    },
    idle: async () => {
      while (running.size > 0) await Promise.all(running);
    },
    close: async () => {
      closing.abort();
      await Promise.all(running);
    },
  };
}
