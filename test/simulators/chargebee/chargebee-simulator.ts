import { createFaultSwitch } from '../http/faults.ts';
import { randomId } from '../http/ids.ts';
import { post } from '../http/post.ts';
import { createRedelivery, type SignedWebhook } from '../http/redelivery.ts';
import { onServer, serve } from '../http/serve.ts';
import type { SimulatedProcessor } from '../simulated-processor.ts';
import { unixSeconds } from '../unix-seconds.ts';
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

/** A simulated Chargebee site; its `url` is for `CHARGEBEE_API_BASE`. */
export interface ChargebeeSimulator extends InvoiceBehaviour, SimulatedProcessor<ChargebeeEvent> {
  readonly state: ChargebeeState;
}

export async function startChargebeeSimulator(
  options: ChargebeeSimulatorOptions,
): Promise<ChargebeeSimulator> {
  const { apiKey, now = () => new Date() } = options;
  const state: ChargebeeState = { invoices: {}, customers: {}, transactions: {}, events: [] };
  const faults = createFaultSwitch(chargebeeError);
  const requests: string[] = [];
  const deps = { state, apiKey, now, faults, log: requests, base: (): string => server.url };
  const server = await serve(createChargebeeApi(deps), options.port);
  const redelivery = createRedelivery({ webhookUrl: options.webhookUrl ?? null, now });
  const signed = (event: ChargebeeEvent): SignedWebhook => ({
    body: JSON.stringify(event),
    headers: { authorization: basicLogin(options.username, options.password) },
  });
  const emit = (type: string, content: Record<string, object>): ChargebeeEvent => {
    const event = buildEvent(type, content, now());
    state.events.push(event);
    const isAwaited = redelivery.webhookUrl() !== null;
    if (isAwaited) redelivery.enqueue({ eventId: event.id, type, sign: () => signed(event) });
    return event;
  };
  return onServer(server, {
    ...invoiceBehaviour({ state, now, emit }),
    ...redelivery,
    state,
    requests,
    deliver: (event: ChargebeeEvent, url: string) => post({ url, ...signed(event) }),
    setFault: faults.set,
  });
}

export function basicLogin(username: string, password: string): string {
  return `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;
}

/** The content is copied, so that later changes do not reach into it. */
function buildEvent(type: string, content: Record<string, object>, at: Date): ChargebeeEvent {
  return {
    id: randomId('ev_', 16),
    occurred_at: unixSeconds(at),
    source: 'scheduled_job',
    object: 'event',
    api_version: 'v2',
    event_type: type,
    content: structuredClone(content),
  };
}
