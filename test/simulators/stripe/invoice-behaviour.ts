import { randomId } from '../http/ids.ts';
import type { EventOptions } from './events.ts';
import type { StripeLedger } from './ledger.ts';
import { newInvoice, newSubscription, type NewInvoice } from './new-resources.ts';
import type { StripeEvent, StripeInvoice } from './resources.ts';

const RETRY_AFTER_SECONDS = 3 * 24 * 3600;
const CHARGE_ATTEMPTS = 8;

export interface FailOptions extends EventOptions {
  /** Sets the attempt counter instead of raising it by one. */
  attempt?: number;
  /** The bank's word, e.g. `insufficient_funds`; readable when the invoice is expanded with `payments`. */
  declineCode?: string;
}

/** What happens to invoices. Each method that emits returns its event(s), for tests that deliver them again. */
export interface InvoiceBehaviour {
  /** A finalised, open invoice. Emits nothing. */
  createInvoice(input: NewInvoice): StripeInvoice;
  /** Emits `invoice.payment_failed`. */
  failInvoice(id: string, options?: FailOptions): StripeEvent;
  /** Emits `invoice.payment_action_required`. */
  requireAction(id: string, options?: EventOptions): StripeEvent;
  /** Emits `invoice.payment_succeeded` and `invoice.paid`, in this order. */
  payInvoice(id: string, options?: EventOptions): [succeeded: StripeEvent, paid: StripeEvent];
  /** Paid, but the webhook never comes. */
  payInvoiceSilently(id: string): void;
  /** Pays a part in minor units; emits `invoice_payment.paid` and leaves the rest open. */
  payPartly(id: string, amount: number): StripeEvent;
  /** Emits `invoice.voided`. */
  voidInvoice(id: string, options?: EventOptions): StripeEvent;
  /** Emits `invoice.marked_uncollectible`. */
  markUncollectible(id: string, options?: EventOptions): StripeEvent;
  /** Emits `invoice.deleted`; the API answers 404 from now on. */
  deleteInvoice(id: string, options?: EventOptions): StripeEvent;
}

export function invoiceBehaviour(ledger: StripeLedger): InvoiceBehaviour {
  return {
    createInvoice: (input) => createInvoice(ledger, input),
    failInvoice: (id, options = {}) => failInvoice(ledger, id, options),
    requireAction(id, options) {
      const invoice = payable(ledger, id);
      invoice.attempted = true;
      return emit(ledger, 'invoice.payment_action_required', { object: invoice, options });
    },
    payInvoice: (id, options) => payInvoice(ledger, id, options),
    payInvoiceSilently(id) {
      settle(ledger, payable(ledger, id));
      ledger.commit();
    },
    payPartly: (id, amount) => payPartly(ledger, id, amount),
    voidInvoice(id, options) {
      const invoice = close(ledger, id, 'void');
      invoice.status_transitions.voided_at = ledger.seconds();
      return emit(ledger, 'invoice.voided', { object: invoice, options });
    },
    markUncollectible(id, options) {
      const invoice = close(ledger, id, 'uncollectible');
      invoice.status_transitions.marked_uncollectible_at = ledger.seconds();
      return emit(ledger, 'invoice.marked_uncollectible', { object: invoice, options });
    },
    deleteInvoice(id, options) {
      const invoice = ledger.invoice(id);
      delete ledger.state.invoices[id];
      return emit(ledger, 'invoice.deleted', { object: invoice, options });
    },
  };
}

interface Emission {
  object: object;
  options: EventOptions | undefined;
}

function emit(ledger: StripeLedger, type: string, { object, options }: Emission): StripeEvent {
  const event = ledger.record(type, object, options);
  ledger.commit();
  return event;
}

function createInvoice(ledger: StripeLedger, input: NewInvoice): StripeInvoice {
  const customer = ledger.customer(input.customer);
  const created = ledger.seconds();
  const count = Object.keys(ledger.state.invoices).length + 1;
  const subscription = subscriptionFor(ledger, input);
  const invoice = newInvoice(input, {
    customer,
    subscription,
    number: `SIM-${String(count).padStart(4, '0')}`,
    created,
    hostedInvoiceUrl: ledger.hostedInvoiceUrl,
  });
  ledger.state.invoices[invoice.id] = invoice;
  if (subscription !== null) ledger.subscription(subscription).latest_invoice = invoice.id;
  ledger.commit();
  return invoice;
}

function subscriptionFor(ledger: StripeLedger, input: NewInvoice): string | null {
  const isOneOff = input.subscription === undefined && input.billingReason === 'manual';
  if (input.subscription === null || isOneOff) return null;
  const id = input.subscription ?? randomId('sub_');
  const { customer, currency } = input;
  ledger.state.subscriptions[id] ??= newSubscription({ id, customer, currency, created: ledger.seconds() });
  return id;
}

export function failInvoice(ledger: StripeLedger, id: string, options: FailOptions): StripeEvent {
  const { attempt, declineCode, ...eventOptions } = options;
  const invoice = payable(ledger, id);
  invoice.attempt_count = attempt ?? invoice.attempt_count + 1;
  invoice.attempted = true;
  const isLastAttempt = invoice.attempt_count >= CHARGE_ATTEMPTS;
  invoice.next_payment_attempt = isLastAttempt ? null : ledger.seconds() + RETRY_AFTER_SECONDS;
  ledger.state.declines[id] = declineCode ?? 'generic_decline';
  const subscription = invoice.parent?.subscription_details.subscription;
  if (subscription) ledger.subscription(subscription).status = 'past_due';
  return emit(ledger, 'invoice.payment_failed', { object: invoice, options: eventOptions });
}

export function payInvoice(
  ledger: StripeLedger,
  id: string,
  options: EventOptions = {},
): [StripeEvent, StripeEvent] {
  const invoice = payable(ledger, id);
  settle(ledger, invoice);
  const succeeded = ledger.record('invoice.payment_succeeded', invoice, { ...options, id: randomId('evt_') });
  const paid = ledger.record('invoice.paid', invoice, options);
  ledger.commit();
  return [succeeded, paid];
}

function settle(ledger: StripeLedger, invoice: StripeInvoice): void {
  invoice.status = 'paid';
  invoice.amount_paid = invoice.amount_due;
  invoice.amount_remaining = 0;
  invoice.attempted = true;
  invoice.next_payment_attempt = null;
  invoice.status_transitions.paid_at = ledger.seconds();
  const subscription = invoice.parent?.subscription_details.subscription;
  if (!subscription) return;
  const record = ledger.subscription(subscription);
  if (record.status === 'past_due') record.status = 'active';
}

function payPartly(ledger: StripeLedger, id: string, amount: number): StripeEvent {
  const invoice = payable(ledger, id);
  if (amount <= 0 || amount >= invoice.amount_remaining) {
    throw new Error(
      `a part payment of ${id} must be between 0 and ${invoice.amount_remaining}, got ${amount}`,
    );
  }
  invoice.amount_paid += amount;
  invoice.amount_remaining -= amount;
  const payment = {
    id: randomId('inpay_'),
    object: 'invoice_payment',
    amount_paid: amount,
    amount_requested: amount,
    created: ledger.seconds(),
    currency: invoice.currency,
    invoice: id,
    is_default: false,
    livemode: false,
    payment: { type: 'payment_intent', payment_intent: randomId('pi_') },
    status: 'paid',
  };
  return emit(ledger, 'invoice_payment.paid', { object: payment, options: undefined });
}

function close(ledger: StripeLedger, id: string, status: 'void' | 'uncollectible'): StripeInvoice {
  const invoice = payable(ledger, id);
  invoice.status = status;
  invoice.next_payment_attempt = null;
  return invoice;
}

function payable(ledger: StripeLedger, id: string): StripeInvoice {
  const invoice = ledger.invoice(id);
  if (invoice.status === 'open' || invoice.status === 'uncollectible') return invoice;
  throw new Error(`invoice ${id} is ${invoice.status}: nothing can be paid, failed or closed any more`);
}
