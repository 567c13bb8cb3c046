import { setMaxListeners } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { post } from './post.ts';

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
  readonly at: string;
}

export interface Backoff {
  readonly firstMs: number;
  readonly maxMs: number;
}

export interface RedeliveryOptions {
  /** Null: nowhere yet, what is enqueued waits. */
  readonly webhookUrl: string | null;
  readonly now: () => Date;
  /** Default 50 ms, doubling to 2 s. */
  readonly backoff?: Backoff;
}

export interface NamedWebhook {
  readonly eventId: string;
  readonly type: string;
  /** Signed anew for each try. */
  readonly sign: () => SignedWebhook;
  /** Called once it was answered 2xx. */
  readonly taken?: () => void;
}

export interface Redelivery {
  /** Every try to deliver a webhook by itself. */
  readonly deliveries: readonly WebhookTry[];
  /** Where webhooks go at this moment. */
  webhookUrl(): string | null;
  setWebhookUrl(url: string | null): void;
  /** Delivers at least once: tries until a 2xx answer or close. */
  enqueue(webhook: NamedWebhook): void;
  /** Resolves when nothing is under way any more. */
  untilDelivered(): Promise<void>;
  /** What is not delivered stays so. */
  close(): Promise<void>;
}

/** How every processor delivers: again and again, until it is taken. */
export function createRedelivery(options: RedeliveryOptions): Redelivery {
  const { now, backoff = { firstMs: 50, maxMs: 2_000 } } = options;
  let url = options.webhookUrl;
  const closing = new AbortController();
  const { signal } = closing;
  // Every undelivered webhook waits on it: many are no leak.
  setMaxListeners(0, signal);
  const running = new Set<Promise<void>>();
  const deliveries: WebhookTry[] = [];

  const deliverOnce = async ({ eventId, type, sign }: NamedWebhook): Promise<boolean> => {
    if (url === null) return false;
    const answer = await post({ url, ...sign(), signal }).catch(() => null);
    if (signal.aborted) return false;
    deliveries.push({ eventId, type, status: answer?.status ?? null, at: now().toISOString() });
    return answer !== null && answer.status >= 200 && answer.status < 300;
  };
  const deliver = async (webhook: NamedWebhook): Promise<void> => {
    for (let delayMs = backoff.firstMs; !signal.aborted; delayMs = Math.min(delayMs * 2, backoff.maxMs)) {
      if (await deliverOnce(webhook)) return webhook.taken?.();
      await pause(delayMs, undefined, { signal }).catch(ignoreAbort);
    }
  };
  return {
    deliveries,
    webhookUrl: () => url,
    setWebhookUrl: (next) => void (url = next),
    enqueue(webhook) {
      const delivery = deliver(webhook).finally(() => running.delete(delivery));
      running.add(delivery);
    },
    async untilDelivered() {
      while (running.size > 0) await Promise.all(running);
    },
    async close() {
      closing.abort();
      await Promise.all(running);
    },
  };
}

function ignoreAbort(error: unknown): void {
  if (!(error instanceof Error) || error.name !== 'AbortError') throw error;
}
