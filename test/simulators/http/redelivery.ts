import { setMaxListeners } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { post, type PostedAnswer } from './post.ts';

/** A webhook as it is posted. */
export interface SignedWebhook {
  readonly body: string;
  readonly headers: Record<string, string>;
}

/** One try to deliver a webhook; `status` is null when no answer came. */
export interface WebhookTry {
  readonly eventId: string;
  readonly type: string;
  readonly status: number | null;
}

export interface RedeliveryDeps {
  /** Where webhooks go at this moment; null = nowhere yet, keep waiting. */
  readonly target: () => string | null;
  readonly backoff: { readonly firstMs: number; readonly maxMs: number };
}

export interface NamedWebhook {
  readonly eventId: string;
  readonly type: string;
  /** Signed anew for each try. */
  readonly sign: () => SignedWebhook;
}

export interface Redelivery {
  /** Every try to deliver a webhook by itself. */
  readonly tries: readonly WebhookTry[];
  /** Delivers at least once: tries until a 2xx answer or close. */
  enqueue(webhook: NamedWebhook): void;
  /** Resolves when nothing is under way any more. */
  idle(): Promise<void>;
  close(): Promise<void>;
}

/** How every processor delivers: again and again, until it is taken. */
export function createRedelivery({ target, backoff }: RedeliveryDeps): Redelivery {
  const closing = new AbortController();
  // Every undelivered webhook waits on it: many are no leak.
  setMaxListeners(0, closing.signal);
  const running = new Set<Promise<void>>();
  const tries: WebhookTry[] = [];
  const { signal } = closing;

  const deliverOnce = async ({ eventId, type, sign }: NamedWebhook): Promise<boolean> => {
    const url = target();
    if (url === null) return false;
    const answer: PostedAnswer | null = await post({ url, ...sign(), signal }).catch(() => null);
    if (signal.aborted) return false;
    tries.push({ eventId, type, status: answer?.status ?? null });
    return answer !== null && answer.status >= 200 && answer.status < 300;
  };
  const deliver = async (webhook: NamedWebhook): Promise<void> => {
    for (let delayMs = backoff.firstMs; !signal.aborted; delayMs = Math.min(delayMs * 2, backoff.maxMs)) {
      if (await deliverOnce(webhook)) return;
      await pause(delayMs, undefined, { signal }).catch((error: unknown) => {
        if (!(error instanceof Error) || error.name !== 'AbortError') throw error;
      });
    }
  };
  return {
    tries,
    enqueue(webhook) {
      const delivery = deliver(webhook).finally(() => running.delete(delivery));
      running.add(delivery);
    },
    async idle() {
      while (running.size > 0) await Promise.all(running);
    },
    async close() {
      closing.abort();
      await Promise.all(running);
    },
  };
}
