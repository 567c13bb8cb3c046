import { buildEvent, type EventOptions } from './events.ts';
import { unixSeconds } from '../unix-seconds.ts';
import type {
  StripeCustomer,
  StripeEvent,
  StripeInvoice,
  StripeState,
  StripeSubscription,
} from './resources.ts';

const EVENTS_KEPT = 1000;

export interface LedgerDeps {
  state: StripeState;
  now: () => Date;
  hostedInvoiceUrl: (invoiceId: string) => string;
  /** Whether somebody is registered to receive webhooks at this moment. */
  hasReceiver: () => boolean;
  deliver: (event: StripeEvent) => void;
  /** Called after each whole change, before its webhooks leave: the place to persist. */
  onChange: () => void;
}

/** The simulated account's books: state, and the events its changes give rise to. */
export class StripeLedger {
  readonly state: StripeState;
  readonly hostedInvoiceUrl: (invoiceId: string) => string;
  readonly #deps: LedgerDeps;
  #uncommitted: StripeEvent[] = [];

  constructor(deps: LedgerDeps) {
    this.#deps = deps;
    this.state = deps.state;
    // A state from an earlier version knows nothing of these.
    this.state.cards ??= {};
    this.state.coupons ??= {};
    this.state.promotionCodes ??= {};
    this.hostedInvoiceUrl = deps.hostedInvoiceUrl;
  }

  seconds(): number {
    return unixSeconds(this.#deps.now());
  }

  /** Records an event; it is delivered at the next commit. Nobody registered then = nobody ever gets it, as at Stripe. */
  record(type: string, object: object, options: EventOptions = {}): StripeEvent {
    const event = buildEvent({ type, object, createdNow: this.seconds(), options });
    this.state.events.push(event);
    if (this.#deps.hasReceiver()) {
      this.state.undelivered.push(event.id);
      this.#uncommitted.push(event);
    }
    return event;
  }

  /** Ends a change: persist first, then deliver, so that a crash in between repeats webhooks and loses none. */
  commit(): void {
    this.#forgetOldEvents();
    const events = this.#uncommitted;
    this.#uncommitted = [];
    this.#deps.onChange();
    for (const event of events) this.#deps.deliver(event);
  }

  acknowledge(event: StripeEvent): void {
    this.state.undelivered = this.state.undelivered.filter((id) => id !== event.id);
    this.#deps.onChange();
  }

  /** Takes up deliveries that an earlier process left behind. */
  resumeDeliveries(): void {
    const waiting = new Set(this.state.undelivered);
    for (const event of this.state.events) if (waiting.has(event.id)) this.#deps.deliver(event);
  }

  invoice(id: string): StripeInvoice {
    const invoice = this.state.invoices[id];
    if (!invoice) throw new Error(`no such invoice in the simulator: ${id}`);
    return invoice;
  }

  customer(id: string): StripeCustomer {
    const customer = this.state.customers[id];
    if (!customer || 'deleted' in customer) throw new Error(`no such customer in the simulator: ${id}`);
    return customer;
  }

  subscription(id: string): StripeSubscription {
    const subscription = this.state.subscriptions[id];
    if (!subscription) throw new Error(`no such subscription in the simulator: ${id}`);
    return subscription;
  }

  #forgetOldEvents(): void {
    if (this.state.events.length <= 2 * EVENTS_KEPT) return;
    const waiting = new Set(this.state.undelivered);
    const cut = this.state.events.length - EVENTS_KEPT;
    this.state.events = this.state.events.filter((event, index) => index >= cut || waiting.has(event.id));
  }
}
