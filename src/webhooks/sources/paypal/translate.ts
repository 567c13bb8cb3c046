import { assertNever } from '../../../domain/assert-never.ts';
import type { PaymentEvent, PaymentFailed } from '../../../domain/events.ts';
import { toInstant, type IsoInstant } from '../../../domain/instant.ts';
import type { Lookup } from '../../../domain/lookup.ts';
import { isPositive, type Money } from '../../../domain/money.ts';
import { translationOf, type Translation } from '../../translation.ts';
import type { EventOf, EventSale, EventSubscription, RelevantEvent } from './shapes.ts';

/** What the configured account is for; null: not known, and each body's own word counts. */
export interface PaypalMode {
  readonly mode: 'live' | 'test' | null;
}

interface Base {
  readonly eventId: string;
  readonly at: IsoInstant;
}

/**
 * PayPal's event → ours. It has no invoices: what is owed belongs to the subscription, and a failure begins a debt only
 * where none is open, which the ledger alone knows. So failures and payments are looked up.
 */
export function translatePaypalEvent(event: RelevantEvent, { mode }: PaypalMode): Translation {
  if (isOfOtherMode(event, mode)) return { kind: 'ignored', why: 'mode' };
  const base: Base = { eventId: event.id, at: toInstant(Date.parse(event.create_time)) };
  return translationOf(translate(base, event));
}

const HOSTS = {
  live: new Set(['api.paypal.com', 'api-m.paypal.com']),
  test: new Set(['api.sandbox.paypal.com', 'api-m.sandbox.paypal.com']),
} as const;

/** Only where a link says so: a webhook's id, which is signed, belongs to one of the two anyway. */
function isOfOtherMode({ links }: RelevantEvent, mode: 'live' | 'test' | null): boolean {
  if (mode === null) return false;
  const others = HOSTS[mode === 'live' ? 'test' : 'live'];
  return (links ?? []).some(({ href }) => URL.canParse(href) && others.has(new URL(href).hostname));
}

function translate(base: Base, event: RelevantEvent): PaymentEvent | Lookup | null {
  switch (event.event_type) {
    case 'BILLING.SUBSCRIPTION.PAYMENT.FAILED':
      return instalment(base, event.resource.id, failureOf(base, event.resource));
    case 'PAYMENT.SALE.DENIED':
    case 'PAYMENT.SALE.COMPLETED':
      return fromSale(base, event);
    case 'BILLING.SUBSCRIPTION.CANCELLED':
    case 'BILLING.SUBSCRIPTION.EXPIRED':
      return subscriptionEnded(base, event);
    case 'CUSTOMER.DISPUTE.CREATED':
    case 'CUSTOMER.DISPUTE.RESOLVED':
      return dispute(base, event);
    case 'RECOUP.DEBT.CLOSED': {
      const { debt_id: debtId, standing } = event.resource;
      return { ...base, kind: 'invoice_closed', debt: { source: 'paypal', debtId }, standing };
    }
    default:
      return assertNever(event);
  }
}

function instalment({ eventId, at }: Base, subscriptionId: string, failure: PaymentFailed | null): Lookup {
  return { kind: 'instalment', source: 'paypal', eventId, at, subscriptionId, failure };
}

/** What the failed payment asked for; what rolled over from earlier ones is read before each message. */
function failureOf(base: Base, { id, billing_info }: EventSubscription): PaymentFailed {
  const { outstanding_balance, failed_payments_count, last_failed_payment } = billing_info ?? {};
  const owed = [outstanding_balance, last_failed_payment?.amount].find(
    (amount) => amount && isPositive(amount),
  );
  return {
    ...failedAt(base, id, last_failed_payment?.time),
    ...amountOf(owed),
    chargeAttempt: Math.max(1, failed_payments_count ?? 0),
    ...(last_failed_payment?.reason_code && { declineCode: last_failed_payment.reason_code }),
  };
}

/** Null for a payment of no subscription. */
function fromSale(
  base: Base,
  { event_type, resource }: EventOf<'PAYMENT.SALE.DENIED' | 'PAYMENT.SALE.COMPLETED'>,
): Lookup | null {
  const { billing_agreement_id: subscriptionId } = resource;
  if (!subscriptionId) return null;
  const isFailure = event_type === 'PAYMENT.SALE.DENIED';
  return instalment(base, subscriptionId, isFailure ? deniedSale(base, subscriptionId, resource) : null);
}

function deniedSale(base: Base, subscriptionId: string, { amount, create_time }: EventSale): PaymentFailed {
  return {
    ...failedAt(base, subscriptionId, create_time),
    ...amountOf(amount),
    chargeAttempt: 1,
  };
}

type Failed = Omit<PaymentFailed, 'amountDueMinor' | 'currency' | 'chargeAttempt'>;

/** The debt that this failure begins, where none is open: its id has the day of the failed payment, in UTC. */
function failedAt(base: Base, subscriptionId: string, time: string | null | undefined): Failed {
  const at = time ? toInstant(Date.parse(time)) : base.at;
  return {
    ...base,
    kind: 'payment_failed',
    debt: { source: 'paypal', debtId: `${subscriptionId}:${at.slice(0, 10)}` },
    debtKind: 'invoice',
    // PayPal knows its payers only through their subscription.
    customerId: subscriptionId,
    subscriptionId,
  };
}

/** `XXX` is ISO 4217 for "no currency": known only from the first re-read. */
function amountOf(money: Money | null | undefined): Pick<PaymentFailed, 'amountDueMinor' | 'currency'> {
  if (!money || !isPositive(money)) return { amountDueMinor: '0', currency: money?.currency ?? 'XXX' };
  return { amountDueMinor: String(money.minor), currency: money.currency };
}

/** PayPal itself only suspends where nobody pays, and a suspended subscription can become active again. */
function subscriptionEnded(
  base: Base,
  { resource }: EventOf<'BILLING.SUBSCRIPTION.CANCELLED' | 'BILLING.SUBSCRIPTION.EXPIRED'>,
): PaymentEvent {
  const subject = { source: 'paypal', subject: `subscription:${resource.id}` } as const;
  return { ...base, kind: 'subject_closed', subject, standing: 'subscription_ended' };
}

function dispute(
  { eventId, at }: Base,
  { event_type, resource }: EventOf<'CUSTOMER.DISPUTE.CREATED' | 'CUSTOMER.DISPUTE.RESOLVED'>,
): Lookup | null {
  const paymentId = resource.disputed_transactions?.find(
    (one) => one.seller_transaction_id,
  )?.seller_transaction_id;
  if (!paymentId) return null;
  const isOpen = event_type === 'CUSTOMER.DISPUTE.CREATED';
  return {
    kind: 'dispute',
    source: 'paypal',
    eventId,
    at,
    paymentId,
    disputeId: resource.dispute_id,
    isOpen,
  };
}
