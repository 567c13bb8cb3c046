import { assertNever } from '../../../domain/assert-never.ts';
import type { PaymentEvent } from '../../../domain/events.ts';
import type { DebtRef } from '../../../domain/ids.ts';
import { toInstant } from '../../../domain/instant.ts';
import type { ClosingStanding } from '../../../domain/standing.ts';
import type { SubjectStanding } from '../../../domain/subject.ts';
import type { StripeEvent } from './parse.ts';
import type { EventOf, RelevantEvent } from './shapes.ts';

export type Translation =
  | { readonly kind: 'events'; readonly events: readonly PaymentEvent[] }
  /** `type` not a type (or a change) we act on · `mode` a test event at a live service, or the reverse. */
  | { readonly kind: 'ignored'; readonly why: 'type' | 'mode' };

/** What the configured key is for; an event of the other mode is none of our business. */
export interface StripeMode {
  readonly mode: 'live' | 'test';
}

/** Stripe's event → ours. The debt is always the invoice, whichever of Stripe's many events tells of it. */
export function translateStripeEvent(event: StripeEvent, { mode }: StripeMode): Translation {
  if (event.type === 'other') return { kind: 'ignored', why: 'type' };
  if (event.livemode !== (mode === 'live')) return { kind: 'ignored', why: 'mode' };
  const translated = toPaymentEvent(event);
  return translated ? { kind: 'events', events: [translated] } : { kind: 'ignored', why: 'type' };
}

/** What every event of ours takes from Stripe's. */
interface Base {
  readonly eventId: string;
  readonly at: string;
}

function toPaymentEvent(event: RelevantEvent): PaymentEvent | null {
  const base: Base = { eventId: event.id, at: toInstant(event.created * 1000) };
  switch (event.type) {
    case 'customer.subscription.deleted':
    case 'customer.subscription.updated':
      return subscriptionEnded(base, event);
    case 'customer.deleted': {
      const subject = { source: 'stripe', subject: `customer:${event.data.object.id}` } as const;
      return { ...base, kind: 'subject_closed', subject, standing: 'subscription_ended' };
    }
    case 'invoice.payment_failed':
    case 'invoice.payment_action_required':
    case 'invoice.paid':
    case 'invoice.payment_succeeded':
    case 'invoice.voided':
    case 'invoice.deleted':
    case 'invoice.marked_uncollectible':
      return invoiceEvent({ ...base, debt: { source: 'stripe', debtId: event.data.object.id } }, event);
    default:
      return assertNever(event);
  }
}

/** Statuses without a way back; `unpaid` and `paused` can become active again. */
const TERMINAL: ReadonlySet<string> = new Set(['canceled', 'incomplete_expired']);

/** Null for an update that leaves the subscription alive: there are many of them. */
function subscriptionEnded(
  base: Base,
  { type, data: { object } }: EventOf<'customer.subscription.deleted' | 'customer.subscription.updated'>,
): PaymentEvent | null {
  if (type === 'customer.subscription.updated' && !TERMINAL.has(object.status ?? '')) return null;
  const unpaid = object.cancellation_details?.reason === 'payment_failed';
  const standing: SubjectStanding = unpaid ? 'access_ended' : 'subscription_ended';
  const subject = { source: 'stripe', subject: `subscription:${object.id}` } as const;
  return { ...base, kind: 'subject_closed', subject, standing };
}

type InvoiceEvent = Exclude<RelevantEvent, { type: `customer.${string}` }>;
type FailureEvent = EventOf<'invoice.payment_failed' | 'invoice.payment_action_required'>;
type DebtBase = Base & { readonly debt: DebtRef };

function invoiceEvent(base: DebtBase, event: InvoiceEvent): PaymentEvent {
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

function closed(base: DebtBase, standing: ClosingStanding): PaymentEvent {
  return { ...base, kind: 'invoice_closed', standing };
}

/** Renewals and changes of a running subscription; a failed first invoice is an abandoned checkout, for instance. */
const RECOVERED_BILLING_REASONS: ReadonlySet<string> = new Set([
  'subscription_cycle',
  'subscription_update',
  'subscription_threshold',
]);

/** The invoice's status is not asked here: events come late and twice, and each step re-reads before it writes. */
function failure(base: DebtBase, invoice: FailureEvent['data']['object']): PaymentEvent {
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
    amountDueMinor: String(invoice.amount_remaining),
    currency: invoice.currency.toUpperCase(),
    chargeAttempt: invoice.attempt_count,
  };
}
