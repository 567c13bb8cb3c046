import { assertNever } from '../../../domain/assert-never.ts';
import type { Draft } from '../../../domain/draft.ts';
import type { PaymentEvent, PaymentFailed } from '../../../domain/events.ts';
import { withAccount } from '../../../domain/ids.ts';
import { toInstant } from '../../../domain/instant.ts';
import { whyUnusual } from '../../../domain/sequence-rules.ts';
import { isOurCancellation } from '../../../domain/our-cancellation.ts';
import type { Lookup } from '../../../domain/lookup.ts';
import type { ClosingStanding } from '../../../domain/standing.ts';
import type { Subject, SubjectStanding } from '../../../domain/subject.ts';
import type { Translation } from '../../translation.ts';
import { idOrNull, onDebt, type Base, type DebtBase } from './base.ts';
import { cardSaved } from './cards.ts';
import { orderEvent } from './orders.ts';
import type { StripeEvent } from './parse.ts';
import type { EventOf, RelevantEvent } from './shapes.ts';
import { traitsOf } from './traits.ts';

export interface TranslateOptions {
  /** What the key is for, null where it is not known; an event of the other mode is none of our business. */
  readonly mode: 'live' | 'test' | null;
  /** Whether a sequence is there for such a failure. Default: for the usual ones, renewals that are charged. */
  readonly isAskedFor?: (failure: PaymentFailed) => boolean;
}

const isUsual = (failure: PaymentFailed): boolean => whyUnusual(failure) === null;

/** Stripe's event → ours. The debt is the invoice, whichever of Stripe's many events tells of it, or an order. */
export function translateStripeEvent(
  event: StripeEvent,
  { mode, isAskedFor = isUsual }: TranslateOptions,
): Translation {
  if (event.type === 'other') return { kind: 'ignored', why: 'type' };
  const { livemode } = event.type === 'thin' ? event.notification : event;
  if (mode !== null && (livemode ?? false) !== (mode === 'live')) return { kind: 'ignored', why: 'mode' };
  const translated = event.type === 'thin' ? fromThin(event) : fromSnapshot(event);
  if (!translated) return { kind: 'ignored', why: 'type' };
  if ('source' in translated) return { kind: 'needs_lookup', lookup: translated };
  return { kind: 'events', events: [unlessLeftAlone(translated, isAskedFor)] };
}

/** What nobody is asked for is kept with the reason. */
function unlessLeftAlone(event: PaymentEvent, isAskedFor: (failure: PaymentFailed) => boolean): PaymentEvent {
  if (event.kind !== 'payment_failed' || isAskedFor(event)) return event;
  const { eventId, at, debt } = event;
  return { eventId, at, debt, kind: 'ignored', reason: whyUnusual(event) ?? 'no_sequence' };
}

/** A thin event is known by the id of its snapshot, so that the two are one event. */
function fromThin({ name, notification }: Extract<StripeEvent, { type: 'thin' }>): Lookup {
  const { context, snapshot_event } = notification;
  return {
    kind: 'notification',
    source: 'stripe',
    eventId: snapshot_event ?? notification.id,
    at: toInstant(Date.parse(notification.created)),
    type: name,
    snapshotId: snapshot_event ?? null,
    objectId: notification.related_object.id,
    // The context of an organization begins otherwise, and names no account of ours.
    account: context?.startsWith('acct_') ? context : null,
    isLive: notification.livemode ?? false,
  };
}

function fromSnapshot(event: RelevantEvent): PaymentEvent | Lookup | null {
  const base: Base = {
    eventId: event.id,
    at: toInstant(event.created * 1000),
    account: event.account ?? null,
  };
  switch (event.type) {
    case 'customer.subscription.deleted':
    case 'customer.subscription.updated':
      return subscriptionEnded(base, event);
    case 'customer.deleted':
      return subjectClosed(base, `customer:${withAccount(base.account, event.data.object.id)}`);
    case 'charge.dispute.created':
    case 'charge.dispute.closed':
    case 'charge.refunded':
      return paymentQuestion(base, event);
    case 'payment_method.attached':
    case 'setup_intent.succeeded':
    case 'customer.updated':
      return cardSaved(base, event);
    case 'payment_intent.payment_failed':
    case 'payment_intent.succeeded':
    case 'payment_intent.canceled':
      return orderEvent(base, event);
    case 'invoice.payment_failed':
    case 'invoice.payment_action_required':
    case 'invoice.paid':
    case 'invoice.payment_succeeded':
    case 'invoice.voided':
    case 'invoice.deleted':
    case 'invoice.marked_uncollectible':
      return invoiceEvent(base, event);
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
  const { reason, comment } = object.cancellation_details ?? {};
  // Our own cancellation is a suspension: Stripe calls it `cancellation_requested`, like the customer's wish.
  const unpaid = reason === 'payment_failed' || isOurCancellation(comment);
  const standing: SubjectStanding = unpaid ? 'access_ended' : 'subscription_ended';
  return subjectClosed(base, `subscription:${withAccount(base.account, object.id)}`, standing);
}

function subjectClosed(
  { eventId, at }: Base,
  subject: Subject,
  standing: SubjectStanding = 'subscription_ended',
): PaymentEvent {
  return { eventId, at, kind: 'subject_closed', subject: { source: 'stripe', subject }, standing };
}

/** Null where nothing follows: a part is refunded, or the payment is older than PaymentIntents. */
function paymentQuestion(
  { account, ...base }: Base,
  event: EventOf<'charge.dispute.created' | 'charge.dispute.closed' | 'charge.refunded'>,
): Lookup | null {
  const { payment_intent } = event.data.object;
  if (!payment_intent) return null;
  const asking = { ...base, source: 'stripe', paymentId: withAccount(account, payment_intent) } as const;
  if (event.type === 'charge.refunded') {
    return event.data.object.refunded === true ? { ...asking, kind: 'refund' } : null;
  }
  const disputeId = withAccount(account, event.data.object.id);
  return { ...asking, kind: 'dispute', disputeId, isOpen: event.type === 'charge.dispute.created' };
}

type InvoiceEvent = Extract<RelevantEvent, { type: `invoice.${string}` }>;
type FailureEvent = EventOf<'invoice.payment_failed' | 'invoice.payment_action_required'>;

function invoiceEvent(base: Base, event: InvoiceEvent): PaymentEvent {
  const debt = onDebt(base, event.data.object.id);
  switch (event.type) {
    case 'invoice.payment_failed':
    case 'invoice.payment_action_required':
      return failure(base, debt, event);
    case 'invoice.paid':
    case 'invoice.payment_succeeded': {
      const { status, amount_remaining } = event.data.object;
      // The type alone says paid; only an amount that is left says otherwise.
      const isSettled = status === 'paid' || (amount_remaining ?? 0) <= 0;
      return isSettled ? closed(debt, 'paid') : { ...debt, kind: 'ignored', reason: 'partly_paid' };
    }
    case 'invoice.voided':
      return closed(debt, 'void');
    case 'invoice.deleted':
      return closed(debt, 'deleted');
    case 'invoice.marked_uncollectible':
      return closed(debt, 'uncollectible');
    default:
      return assertNever(event);
  }
}

function closed(base: DebtBase, standing: ClosingStanding): PaymentEvent {
  return { ...base, kind: 'invoice_closed', standing };
}

/** The invoice's status is not asked here: events come late and twice, and each step re-reads before it writes. */
function failure(base: Base, debt: DebtBase, event: FailureEvent): PaymentFailed {
  const invoice = event.data.object;
  const subscription = invoice.parent?.subscription_details?.subscription ?? invoice.subscription;
  const failed: Draft<PaymentFailed> = {
    kind: 'payment_failed',
    debtKind: 'invoice',
    customerId: idOrNull(base, invoice.customer),
    subscriptionId: idOrNull(base, subscription),
    amountDueMinor: String(amountDue(invoice)),
    // ISO 4217 for "no currency": known only from the first re-read.
    currency: (invoice.currency ?? 'XXX').toUpperCase(),
    chargeAttempt: invoice.attempt_count ?? 0,
    // What is spread comes last: an object that begins with it takes V8 fifty times as long to make.
    ...debt,
  };
  // No invoice says why it failed, but this type does.
  if (event.type === 'invoice.payment_action_required') failed.declineCode = 'authentication_required';
  const traits = traitsOf(invoice);
  if (traits) failed.traits = traits;
  return failed;
}

function amountDue(invoice: FailureEvent['data']['object']): number {
  return invoice.amount_remaining ?? Math.max(0, (invoice.amount_due ?? 0) - (invoice.amount_paid ?? 0));
}
