import { createFaultSwitch, type Fault } from '../http/faults.ts';
import { randomId } from '../http/ids.ts';
import { post, type PostedAnswer } from '../http/post.ts';
import { createRedelivery, type SignedWebhook, type WebhookTry } from '../http/redelivery.ts';
import { serve } from '../http/serve.ts';
import { createPaypalApi, paypalError } from './api.ts';
import type { PaypalEvent, PaypalState } from './resources.ts';
import { paypalHeaders } from './signature.ts';
import { subscriptionBehaviour, type SubscriptionBehaviour } from './subscription-behaviour.ts';

export interface PaypalSimulatorOptions {
  clientId: string;
  clientSecret: string;
  webhookId: string;
  /** Absent or null: nothing is posted until `setWebhookUrl`. */
  webhookUrl?: string | null;
  now?: () => Date;
  port?: number;
}

/** A simulated PayPal account on its own loopback server. */
export interface PaypalSimulator extends SubscriptionBehaviour {
  /** The API base, e.g. for `PAYPAL_API_BASE`; also where its certificate is. */
  readonly url: string;
  readonly state: PaypalState;
  /** `<method> <path>` of every request. */
  readonly requests: readonly string[];
  /** Every try to deliver a webhook by itself; `deliver` is not listed. */
  readonly deliveries: readonly WebhookTry[];
  /** Posts an event by hand, now, without retries; rejects when no answer comes. */
  deliver(event: PaypalEvent, url: string): Promise<PostedAnswer>;
  signed(event: PaypalEvent): SignedWebhook;
  setWebhookUrl(url: string | null): void;
  setFault(fault: Fault | null): void;
  /** Every token given so far is refused from now on. */
  withdrawTokens(): void;
  /** Resolves when every webhook has been acknowledged. */
  untilDelivered(): Promise<void>;
  close(): Promise<void>;
}

export async function startPaypalSimulator(options: PaypalSimulatorOptions): Promise<PaypalSimulator> {
  const { clientId, clientSecret, webhookId, now = () => new Date() } = options;
  const state: PaypalState = { subscriptions: {}, sales: {}, events: [] };
  const receiver = { url: options.webhookUrl ?? null };
  const faults = createFaultSwitch(paypalError);
  const tokens = new Set<string>();
  const requests: string[] = [];
  const api = createPaypalApi({ state, clientId, clientSecret, faults, tokens, log: requests });
  const server = await serve(api, options.port);
  const redelivery = createRedelivery({
    target: () => receiver.url,
    backoff: { firstMs: 50, maxMs: 2_000 },
  });
  const signed = (event: PaypalEvent): SignedWebhook => {
    const body = JSON.stringify(event);
    const certUrl = `${server.url}/v1/notifications/certs/signing-chain`;
    return { body, headers: paypalHeaders({ body, webhookId, certUrl, at: now() }) };
  };
  const emit = (type: string, resourceType: string, resource: object): PaypalEvent => {
    const event = buildEvent({ type, resourceType, resource, at: now(), base: server.url });
    state.events.push(event);
    if (receiver.url !== null) redelivery.enqueue({ eventId: event.id, type, sign: () => signed(event) });
    return event;
  };
  return {
    ...subscriptionBehaviour({ state, now, emit }),
    url: server.url,
    state,
    requests,
    deliveries: redelivery.tries,
    deliver: (event, url) => post({ url, ...signed(event) }),
    signed,
    setWebhookUrl: (url) => (receiver.url = url),
    setFault: (fault) => faults.set(fault),
    withdrawTokens: () => tokens.clear(),
    untilDelivered: () => redelivery.idle(),
    close: async () => {
      await redelivery.close();
      await server.close();
    },
  };
}

interface NewEvent {
  readonly type: string;
  readonly resourceType: string;
  readonly resource: object;
  readonly at: Date;
  readonly base: string;
}

/** The resource is copied, so that later changes do not reach into it. */
function buildEvent({ type, resourceType, resource, at, base }: NewEvent): PaypalEvent {
  const id = `WH-${randomId('', 17).toUpperCase()}-${randomId('', 17).toUpperCase()}`;
  return {
    id,
    event_version: '1.0',
    create_time: at.toISOString(),
    resource_type: resourceType,
    event_type: type,
    summary: 'simulated',
    resource: structuredClone(resource),
    links: [{ href: `${base}/v1/notifications/webhooks-events/${id}`, rel: 'self', method: 'GET' }],
  };
}
