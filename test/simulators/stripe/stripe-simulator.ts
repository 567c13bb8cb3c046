import { createFaultSwitch, type Fault } from '../http/faults.ts';
import { createHolds, type Hold } from '../http/holds.ts';
import { post, type PostedAnswer } from '../http/post.ts';
import { serve, type RequestHandler } from '../http/serve.ts';
import { createStripeApi, stripeError, type RequestRecord } from './api.ts';
import { cardBehaviour, type CardBehaviour } from './card-behaviour.ts';
import { customerBehaviour, type CustomerBehaviour } from './customer-behaviour.ts';
import {
  createWebhookDelivery,
  signedRequest,
  unixSeconds,
  type Backoff,
  type DeliveryRecord,
  type SignedRequest,
  type WebhookDelivery,
} from './delivery.ts';
import { buildEvent, type EventOptions } from './events.ts';
import { invoiceBehaviour, type InvoiceBehaviour } from './invoice-behaviour.ts';
import { StripeLedger } from './ledger.ts';
import { paymentBehaviour, type PaymentBehaviour } from './payment-behaviour.ts';
import { emptyStripeState, type StripeEvent, type StripeState } from './resources.ts';

export interface StripeSimulatorOptions {
  secretKey: string;
  /** Several secrets sign each webhook several times, as during a roll. */
  webhookSecret: string | readonly string[];
  /** Absent or null: events are recorded, nothing is posted until `setWebhookUrl`. */
  webhookUrl?: string | null;
  /** State of an earlier simulator; its undelivered webhooks are delivered again. */
  state?: StripeState;
  now?: () => Date;
  /** Default 50 ms, doubling to 2 s. */
  backoff?: Backoff;
  /** Start of each `hosted_invoice_url`; the invoice id is appended. */
  hostedInvoiceBase?: string;
  /** Called after each change, before its webhooks leave. */
  onChange?: () => void;
}

export interface DeliverOptions {
  /** How many identical requests, all at once; default 1. */
  copies?: number;
  /** Signs with this secret (or these) instead of the simulator's. */
  secret?: string | readonly string[];
  /** Unix seconds in the signature; now when absent. */
  timestamp?: number;
  /** Overrides the webhook URL. */
  url?: string;
}

/** A Stripe account without its server: mount `handle` behind any other server. */
export interface MountableStripe
  extends CustomerBehaviour, InvoiceBehaviour, PaymentBehaviour, CardBehaviour {
  handle: RequestHandler;
  /** Live state: plain JSON, persist it from `onChange`. */
  readonly state: StripeState;
  readonly requests: RequestRecord[];
  /** Every try to deliver a webhook by itself; `deliver` is not listed. */
  readonly deliveries: DeliveryRecord[];
  /** Records any event and delivers it like the others. */
  emit(type: string, object: object, options?: EventOptions): StripeEvent;
  /** Builds an event without recording or delivering it. */
  event(type: string, object: object, options?: EventOptions): StripeEvent;
  /** Posts an event by hand, now, without retries; rejects when no answer comes. */
  deliver(event: StripeEvent, options?: DeliverOptions): Promise<PostedAnswer[]>;
  signedRequest(event: StripeEvent, options?: DeliverOptions): SignedRequest;
  setWebhookUrl(url: string | null): void;
  setWebhookSecret(secret: string | readonly string[]): void;
  setFault(fault: Fault | null): void;
  /** Keeps back the next answer about this path, e.g. `/v1/invoices/in_1`. */
  holdAnswer(path: string): Hold;
  /** Resolves when every recorded webhook has been acknowledged. */
  untilDelivered(): Promise<void>;
  close(): Promise<void>;
}

export interface StripeSimulator extends MountableStripe {
  /** The API base, e.g. for `STRIPE_API_BASE`. */
  readonly url: string;
}

/** Starts a simulated Stripe account on its own loopback server. */
export async function startStripeSimulator(
  options: StripeSimulatorOptions & { port?: number },
): Promise<StripeSimulator> {
  const stripe = createStripeSimulator(options);
  const server = await serve(stripe.handle, options.port);
  return {
    ...stripe,
    url: server.url,
    async close() {
      await stripe.close();
      await server.close();
    },
  };
}

export function createStripeSimulator(options: StripeSimulatorOptions): MountableStripe {
  const now = options.now ?? (() => new Date());
  const receiver = { url: options.webhookUrl ?? null, secrets: listed(options.webhookSecret) };
  const requests: RequestRecord[] = [];
  const deliveries: DeliveryRecord[] = [];
  const faults = createFaultSwitch(stripeError);
  const holds = createHolds<string>();
  const delivery: WebhookDelivery = createWebhookDelivery({
    target: () => receiver.url,
    secrets: () => receiver.secrets,
    now,
    backoff: options.backoff ?? { firstMs: 50, maxMs: 2000 },
    log: deliveries,
    acknowledged: (event) => ledger.acknowledge(event),
  });
  const ledger = createLedger(options, { now, delivery, hasReceiver: () => receiver.url !== null });
  ledger.resumeDeliveries();
  return {
    ...customerBehaviour(ledger),
    ...invoiceBehaviour(ledger),
    ...paymentBehaviour(ledger),
    ...cardBehaviour(ledger),
    ...webhookBehaviour(ledger, receiver, now),
    handle: createStripeApi({
      ledger: () => ledger,
      secretKey: options.secretKey,
      now,
      faults,
      holds,
      log: requests,
    }),
    state: ledger.state,
    requests,
    deliveries,
    setFault: (fault) => faults.set(fault),
    holdAnswer: (path) => holds.hold((asked) => asked === path),
    untilDelivered: () => delivery.idle(),
    close: () => delivery.close(),
  };
}

interface LedgerWiring {
  now: () => Date;
  delivery: WebhookDelivery;
  hasReceiver: () => boolean;
}

function createLedger(options: StripeSimulatorOptions, wiring: LedgerWiring): StripeLedger {
  const linkBase = options.hostedInvoiceBase ?? 'https://invoice.stripe.com/i/acct_simulated/test_';
  return new StripeLedger({
    state: options.state ?? emptyStripeState(),
    now: wiring.now,
    hostedInvoiceUrl: (invoiceId) => linkBase + invoiceId,
    hasReceiver: wiring.hasReceiver,
    deliver: (event) => wiring.delivery.enqueue(event),
    onChange: options.onChange ?? (() => undefined),
  });
}

interface Receiver {
  url: string | null;
  secrets: readonly string[];
}

type WebhookBehaviour = Pick<
  MountableStripe,
  'emit' | 'event' | 'deliver' | 'signedRequest' | 'setWebhookUrl' | 'setWebhookSecret'
>;

function webhookBehaviour(ledger: StripeLedger, receiver: Receiver, now: () => Date): WebhookBehaviour {
  function sign(event: StripeEvent, options: DeliverOptions = {}): SignedRequest {
    const secrets = options.secret === undefined ? receiver.secrets : listed(options.secret);
    return signedRequest(event, { secrets, timestamp: options.timestamp ?? unixSeconds(now()) });
  }
  return {
    emit(type, object, options) {
      const event = ledger.record(type, object, options);
      ledger.commit();
      return event;
    },
    event: (type, object, options = {}) =>
      buildEvent({ type, object, createdNow: ledger.seconds(), options }),
    async deliver(event, options = {}) {
      const url = options.url ?? receiver.url;
      if (url === null) throw new Error('no webhook URL: pass one, or call setWebhookUrl first');
      const request = sign(event, options);
      return Promise.all(Array.from({ length: options.copies ?? 1 }, () => post({ url, ...request })));
    },
    signedRequest: sign,
    setWebhookUrl: (url) => void (receiver.url = url),
    setWebhookSecret: (secret) => void (receiver.secrets = listed(secret)),
  };
}

function listed(secret: string | readonly string[]): readonly string[] {
  return typeof secret === 'string' ? [secret] : secret;
}
