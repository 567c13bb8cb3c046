import { createFaultSwitch, type Fault } from '../http/faults.ts';
import { createHolds, type Hold } from '../http/holds.ts';
import { post, type PostedAnswer } from '../http/post.ts';
import { createRedelivery, type Backoff, type Redelivery, type SignedWebhook } from '../http/redelivery.ts';
import { onServer, serve, type RequestHandler, type RunningServer } from '../http/serve.ts';
import { unixSeconds } from '../unix-seconds.ts';
import { createStripeApi, stripeError, type RequestRecord } from './api.ts';
import { cardBehaviour, type CardBehaviour } from './card-behaviour.ts';
import { customerBehaviour, type CustomerBehaviour } from './customer-behaviour.ts';
import { buildEvent, type EventOptions } from './events.ts';
import { invoiceBehaviour, type InvoiceBehaviour } from './invoice-behaviour.ts';
import { StripeLedger } from './ledger.ts';
import { paymentBehaviour, type PaymentBehaviour } from './payment-behaviour.ts';
import { emptyStripeState, type StripeEvent, type StripeState } from './resources.ts';
import { signedRequest } from './signed-request.ts';

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
  extends
    CustomerBehaviour,
    InvoiceBehaviour,
    PaymentBehaviour,
    CardBehaviour,
    Pick<Redelivery, 'deliveries' | 'setWebhookUrl' | 'untilDelivered' | 'close'> {
  handle: RequestHandler;
  /** Live state: plain JSON, persist it from `onChange`. */
  readonly state: StripeState;
  readonly requests: RequestRecord[];
  /** Records any event and delivers it like the others. */
  emit(type: string, object: object, options?: EventOptions): StripeEvent;
  /** Builds an event without recording or delivering it. */
  event(type: string, object: object, options?: EventOptions): StripeEvent;
  /** Posts an event by hand, now, without retries and unlisted; rejects when no answer comes. */
  deliver(event: StripeEvent, options?: DeliverOptions): Promise<PostedAnswer[]>;
  signedRequest(event: StripeEvent, options?: DeliverOptions): SignedWebhook;
  setWebhookSecret(secret: string | readonly string[]): void;
  setFault(fault: Fault | null): void;
  /** Keeps back the next answer about this path, e.g. `/v1/invoices/in_1`. */
  holdAnswer(path: string): Hold;
}

/** Its `url` is the API base, e.g. for `STRIPE_API_BASE`. */
export interface StripeSimulator extends MountableStripe, RunningServer {}

/** Starts a simulated Stripe account on its own loopback server. */
export async function startStripeSimulator(
  options: StripeSimulatorOptions & { port?: number },
): Promise<StripeSimulator> {
  const stripe = createStripeSimulator(options);
  return onServer(await serve(stripe.handle, options.port), stripe);
}

export function createStripeSimulator(options: StripeSimulatorOptions): MountableStripe {
  const now = options.now ?? (() => new Date());
  const signing: Signing = { secrets: listed(options.webhookSecret), now };
  const requests: RequestRecord[] = [];
  const faults = createFaultSwitch(stripeError);
  const holds = createHolds<string>();
  const redelivery = createRedelivery({
    webhookUrl: options.webhookUrl ?? null,
    now,
    ...(options.backoff && { backoff: options.backoff }),
  });
  const ledger: StripeLedger = createLedger(options, {
    now,
    hasReceiver: () => redelivery.webhookUrl() !== null,
    deliver: (event) =>
      redelivery.enqueue({
        eventId: event.id,
        type: event.type,
        sign: () => sign(event, signing),
        taken: () => ledger.acknowledge(event),
      }),
  });
  ledger.resumeDeliveries();
  return {
    ...customerBehaviour(ledger),
    ...invoiceBehaviour(ledger),
    ...paymentBehaviour(ledger),
    ...cardBehaviour(ledger),
    ...redelivery,
    ...webhookBehaviour(ledger, redelivery, signing),
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
    setFault: (fault) => faults.set(fault),
    holdAnswer: (path) => holds.hold((asked) => asked === path),
  };
}

interface LedgerWiring {
  now: () => Date;
  hasReceiver: () => boolean;
  deliver: (event: StripeEvent) => void;
}

function createLedger(options: StripeSimulatorOptions, wiring: LedgerWiring): StripeLedger {
  const linkBase = options.hostedInvoiceBase ?? 'https://invoice.stripe.com/i/acct_simulated/test_';
  return new StripeLedger({
    state: options.state ?? emptyStripeState(),
    hostedInvoiceUrl: (invoiceId) => linkBase + invoiceId,
    ...wiring,
    onChange: options.onChange ?? (() => undefined),
  });
}

interface Signing {
  secrets: readonly string[];
  readonly now: () => Date;
}

type WebhookBehaviour = Pick<
  MountableStripe,
  'emit' | 'event' | 'deliver' | 'signedRequest' | 'setWebhookSecret'
>;

function webhookBehaviour(ledger: StripeLedger, redelivery: Redelivery, signing: Signing): WebhookBehaviour {
  return {
    emit(type, object, options) {
      const event = ledger.record(type, object, options);
      ledger.commit();
      return event;
    },
    event: (type, object, options = {}) =>
      buildEvent({ type, object, createdNow: ledger.seconds(), options }),
    async deliver(event, options = {}) {
      const url = options.url ?? redelivery.webhookUrl();
      if (url === null) throw new Error('no webhook URL: pass one, or call setWebhookUrl first');
      const request = sign(event, signing, options);
      return Promise.all(Array.from({ length: options.copies ?? 1 }, () => post({ url, ...request })));
    },
    signedRequest: (event, options) => sign(event, signing, options),
    setWebhookSecret: (secret) => void (signing.secrets = listed(secret)),
  };
}

function sign(event: StripeEvent, signing: Signing, options: DeliverOptions = {}): SignedWebhook {
  const secrets = options.secret === undefined ? signing.secrets : listed(options.secret);
  return signedRequest(event, { secrets, timestamp: options.timestamp ?? unixSeconds(signing.now()) });
}

function listed(secret: string | readonly string[]): readonly string[] {
  return typeof secret === 'string' ? [secret] : secret;
}
