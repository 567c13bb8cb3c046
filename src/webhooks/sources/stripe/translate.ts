import { assertNever } from '../../../domain/assert-never.ts';
import type { PaymentEvent } from '../../../domain/events.ts';
import { toInstant } from '../../../domain/instant.ts';
import type { ClosingStanding } from '../../../domain/standing.ts';
import type { StripeEvent } from './parse.ts';

export type Translation =
  | { readonly kind: 'events'; readonly events: readonly PaymentEvent[] }
  /** `type` not a type we act on · `mode` a test event at a live service, or the reverse. */
  | { readonly kind: 'ignored'; readonly why: 'type' | 'mode' };

/** What the configured key is for; an event of the other mode is none of our business. */
export interface StripeMode {
  readonly mode: 'live' | 'test';
}

/** Stripe's event → ours. The debt is always the invoice, whichever of Stripe's many events tells of it. */
export function translateStripeEvent(event: StripeEvent, { mode }: StripeMode): Translation {
  if (event.type === 'other') return { kind: 'ignored', why: 'type' };
  if ((event.livemode ?? false) !== (mode === 'live')) return { kind: 'ignored', why: 'mode' };
  return { kind: 'events', events: [toPaymentEvent(event)] };
}

type InvoiceEvent = Exclude<StripeEvent, { type: 'other' }>;
type FailureEvent = Extract<
  InvoiceEvent,
  { type: 'invoice.payment_failed' | 'invoice.payment_action_required' }
>;
type Base = Pick<PaymentEvent, 'eventId' | 'at' | 'debt'>;

function toPaymentEvent(event: InvoiceEvent): PaymentEvent {
  const base: Base = {
    eventId: event.id,
    at: toInstant(event.created * 1000),
    debt: { source: 'stripe', debtId: event.data.object.id },
  };
  // Our key cannot read a connected account's invoice: its re-read would say "deleted".
  if (event.account) return { ...base, kind: 'ignored', reason: 'connected_account' };
  switch (event.type) {
    case 'invoice.payment_failed':
    case 'invoice.payment_action_required':
      return failure(base, event.data.object);
    case 'invoice.paid':
    case 'invoice.payment_succeeded': {
      const { status, amount_remaining } = event.data.object;
      // The type alone says paid; only an amount that is left says otherwise.
      const isSettled = status === 'paid' || (amount_remaining ?? 0) <= 0;
      return isSettled ? closed(base, 'paid') : { ...base, kind: 'ignored', reason: 'partly_paid' };
    }
    case 'invoice.voided':
      return closed(base, 'void');
    case 'invoice.deleted':
      return closed(base, 'deleted');
    case 'invoice.marked_uncollectible':
      return closed(base, 'uncollectible');
    default:
      return assertNever(event);
  }
}

function closed(base: Base, standing: ClosingStanding): PaymentEvent {
  return { ...base, kind: 'invoice_closed', standing };
}

/** Renewals and changes of a running subscription; a failed first invoice is an abandoned checkout, for instance. */
const RECOVERED_BILLING_REASONS: ReadonlySet<string> = new Set([
  'subscription_cycle',
  'subscription_update',
  'subscription_threshold',
]);

/** The invoice's status is not asked here: events come late and twice, and each step re-reads before it writes. */
function failure(base: Base, invoice: FailureEvent['data']['object']): PaymentEvent {
  const reason = invoice.billing_reason;
  if (reason && !RECOVERED_BILLING_REASONS.has(reason)) {
    return { ...base, kind: 'ignored', reason: `billing_reason:${reason}` };
  }
  return {
    ...base,
    kind: 'payment_failed',
    debtKind: 'invoice',
    customerId: invoice.customer ?? null,
    subscriptionId: invoice.parent?.subscription_details?.subscription ?? invoice.subscription ?? null,
    amountDueMinor: String(amountDue(invoice)),
    // ISO 4217 for "no currency": known only from the first re-read.
    currency: (invoice.currency ?? 'XXX').toUpperCase(),
    chargeAttempt: invoice.attempt_count ?? 0,
  };
}

function amountDue(invoice: FailureEvent['data']['object']): number {
  return invoice.amount_remaining ?? Math.max(0, (invoice.amount_due ?? 0) - (invoice.amount_paid ?? 0));
}
