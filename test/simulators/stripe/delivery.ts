import { setMaxListeners } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { post } from '../http/post.ts';
import type { StripeEvent } from './resources.ts';
import { stripeSignature } from './signature.ts';

/** One try to deliver a webhook; `status` is null when no answer came. */
export interface DeliveryRecord {
  eventId: string;
  type: string;
  status: number | null;
  at: string;
}

export interface Backoff {
  firstMs: number;
  maxMs: number;
}

export interface DeliveryDeps {
  /** Where webhooks go at this moment; null = nowhere yet, keep waiting. */
  target: () => string | null;
  secrets: () => readonly string[];
  now: () => Date;
  backoff: Backoff;
  log: DeliveryRecord[];
  acknowledged: (event: StripeEvent) => void;
}

export interface WebhookDelivery {
  /** Delivers at least once: tries until a 2xx answer or close. */
  enqueue(event: StripeEvent): void;
  /** Resolves when nothing is under way any more. */
  idle(): Promise<void>;
  close(): Promise<void>;
}

export function createWebhookDelivery(deps: DeliveryDeps): WebhookDelivery {
  const closing = new AbortController();
  // Every undelivered event waits on it: many are no leak.
  setMaxListeners(0, closing.signal);
  const running = new Set<Promise<void>>();

  async function deliverUntilAcknowledged(event: StripeEvent): Promise<void> {
    let delayMs = deps.backoff.firstMs;
    while (!closing.signal.aborted) {
      if (await deliverOnce(deps, event, closing.signal)) return deps.acknowledged(event);
      // A closed simulator stops waiting at once; the event stays undelivered in the state.
      await pause(delayMs, undefined, { signal: closing.signal }).catch(ignoreAbort);
      delayMs = Math.min(delayMs * 2, deps.backoff.maxMs);
    }
  }

  return {
    enqueue(event) {
      const delivery = deliverUntilAcknowledged(event).finally(() => running.delete(delivery));
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

async function deliverOnce(deps: DeliveryDeps, event: StripeEvent, signal: AbortSignal): Promise<boolean> {
  const url = deps.target();
  if (url === null) return false;
  const request = signedRequest(event, { secrets: deps.secrets(), timestamp: unixSeconds(deps.now()) });
  const answer = await post({ url, ...request, signal }).catch(() => null);
  if (signal.aborted) return false;
  const status = answer?.status ?? null;
  deps.log.push({ eventId: event.id, type: event.type, status, at: deps.now().toISOString() });
  return status !== null && status >= 200 && status < 300;
}

export interface SignedRequest {
  body: string;
  headers: Record<string, string>;
}

/** Body and headers exactly as Stripe would post them. */
export function signedRequest(
  event: StripeEvent,
  signing: { secrets: readonly string[]; timestamp: number },
): SignedRequest {
  const body = JSON.stringify(event, null, 2);
  return {
    body,
    headers: {
      'content-type': 'application/json; charset=utf-8',
      'user-agent': 'Stripe/1.0 (+https://stripe.com/docs/webhooks)',
      'stripe-signature': stripeSignature(body, signing.secrets, signing.timestamp),
    },
  };
}

export function unixSeconds(date: Date): number {
  return Math.floor(date.getTime() / 1000);
}

function ignoreAbort(error: unknown): void {
  if (!(error instanceof Error) || error.name !== 'AbortError') throw error;
}
