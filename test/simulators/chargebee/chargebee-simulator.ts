import { createFaultSwitch, type Fault } from '../http/faults.ts';
import { randomId } from '../http/ids.ts';
import { post, type PostedAnswer } from '../http/post.ts';
import { createRedelivery, type SignedWebhook, type WebhookTry } from '../http/redelivery.ts';
import { serve } from '../http/serve.ts';
import { chargebeeError, createChargebeeApi } from './api.ts';
import { invoiceBehaviour, type InvoiceBehaviour } from './invoice-behaviour.ts';
import type { ChargebeeEvent, ChargebeeState } from './resources.ts';

export interface ChargebeeSimulatorOptions {
  apiKey: string;
  /** The login of its webhook. */
  username: string;
  password: string;
  /** Absent or null: nothing is posted until `setWebhookUrl`. */
  webhookUrl?: string | null;
  now?: () => Date;
  port?: number;
}

/** A simulated Chargebee site on its own loopback server. */
export interface ChargebeeSimulator extends InvoiceBehaviour {
  /** For `CHARGEBEE_API_BASE`. */
  readonly url: string;
  readonly state: ChargebeeState;
  /** `<method> <path>` of every request. */
  readonly requests: readonly string[];
  /** Every try to deliver a webhook by itself; `deliver` is not listed. */
  readonly deliveries: readonly WebhookTry[];
  /** Posts an event by hand, now, without retries; rejects when no answer comes. */
  deliver(event: ChargebeeEvent, url: string): Promise<PostedAnswer>;
  setWebhookUrl(url: string | null): void;
  setFault(fault: Fault | null): void;
  /** Resolves when every webhook has been acknowledged. */
  untilDelivered(): Promise<void>;
  close(): Promise<void>;
}

export async function startChargebeeSimulator(
  options: ChargebeeSimulatorOptions,
): Promise<ChargebeeSimulator> {
  const { apiKey, now = () => new Date() } = options;
  const state: ChargebeeState = { invoices: {}, customers: {}, transactions: {}, events: [] };
  const receiver = { url: options.webhookUrl ?? null };
  const faults = createFaultSwitch(chargebeeError);
  const requests: string[] = [];
  const deps = { state, apiKey, now, faults, log: requests, base: (): string => server.url };
  const server = await serve(createChargebeeApi(deps), options.port);
  const redelivery = createRedelivery({
    target: () => receiver.url,
    backoff: { firstMs: 50, maxMs: 2_000 },
  });
  const signed = (event: ChargebeeEvent): SignedWebhook => ({
    body: JSON.stringify(event),
    headers: { authorization: basicLogin(options.username, options.password) },
  });
  const emit = (type: string, content: Record<string, object>): ChargebeeEvent => {
    const event = buildEvent(type, content, now());
    state.events.push(event);
    if (receiver.url !== null) redelivery.enqueue({ eventId: event.id, type, sign: () => signed(event) });
    return event;
  };
  return {
    ...invoiceBehaviour({ state, now, emit }),
    url: server.url,
    state,
    requests,
    deliveries: redelivery.tries,
    deliver: (event, url) => post({ url, ...signed(event) }),
    setWebhookUrl: (url) => (receiver.url = url),
    setFault: (fault) => faults.set(fault),
    untilDelivered: () => redelivery.idle(),
    close: async () => {
      await redelivery.close();
      await server.close();
    },
  };
}

export function basicLogin(username: string, password: string): string {
  return `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;
}

/** The content is copied, so that later changes do not reach into it. */
function buildEvent(type: string, content: Record<string, object>, at: Date): ChargebeeEvent {
  return {
    id: randomId('ev_', 16),
    occurred_at: Math.floor(at.getTime() / 1000),
    source: 'scheduled_job',
    object: 'event',
    api_version: 'v2',
    event_type: type,
    content: structuredClone(content),
  };
}
