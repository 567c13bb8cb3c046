import { createFaultSwitch } from '../http/faults.ts';
import { randomId } from '../http/ids.ts';
import { post } from '../http/post.ts';
import { createRedelivery, type SignedWebhook } from '../http/redelivery.ts';
import { onServer, serve } from '../http/serve.ts';
import type { SimulatedProcessor } from '../simulated-processor.ts';
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

/** A simulated PayPal account; its `url` is for `PAYPAL_API_BASE`, and also where its certificate is. */
export interface PaypalSimulator extends SubscriptionBehaviour, SimulatedProcessor<PaypalEvent> {
  readonly state: PaypalState;
  signed(event: PaypalEvent): SignedWebhook;
  /** Every token given so far is refused from now on. */
  withdrawTokens(): void;
}

export async function startPaypalSimulator(options: PaypalSimulatorOptions): Promise<PaypalSimulator> {
  const { clientId, clientSecret, webhookId, now = () => new Date() } = options;
  const state: PaypalState = { subscriptions: {}, sales: {}, events: [] };
  const faults = createFaultSwitch(paypalError);
  const tokens = new Set<string>();
  const requests: string[] = [];
  const api = createPaypalApi({ state, clientId, clientSecret, faults, tokens, log: requests });
  const server = await serve(api, options.port);
  const redelivery = createRedelivery({ webhookUrl: options.webhookUrl ?? null, now });
  const signed = (event: PaypalEvent): SignedWebhook => {
    const body = JSON.stringify(event);
    const certUrl = `${server.url}/v1/notifications/certs/signing-chain`;
    return { body, headers: paypalHeaders({ body, webhookId, certUrl, at: now() }) };
  };
  const emit = (type: string, resourceType: string, resource: object): PaypalEvent => {
    const event = buildEvent({ type, resourceType, resource, at: now(), base: server.url });
    state.events.push(event);
    const isAwaited = redelivery.webhookUrl() !== null;
    if (isAwaited) redelivery.enqueue({ eventId: event.id, type, sign: () => signed(event) });
    return event;
  };
  return onServer(server, {
    ...subscriptionBehaviour({ state, now, emit }),
    ...redelivery,
    state,
    requests,
    deliver: (event: PaypalEvent, url: string) => post({ url, ...signed(event) }),
    signed,
    setFault: faults.set,
    withdrawTokens: () => tokens.clear(),
  });
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
