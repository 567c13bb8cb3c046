import { assertNever } from '../../../domain/assert-never.ts';
import type { PaymentEvent } from '../../../domain/events.ts';
import type { DebtRef } from '../../../domain/ids.ts';
import { toInstant, type IsoInstant } from '../../../domain/instant.ts';
import type { Lookup } from '../../../domain/lookup.ts';
import type { ClosingStanding } from '../../../domain/standing.ts';
import type { SubjectStanding } from '../../../domain/subject.ts';
import { translationOf, type Translation } from '../../translation.ts';
import type { EventInvoice, EventOf, RelevantEvent } from './shapes.ts';

interface Base {
  readonly eventId: string;
  readonly at: IsoInstant;
}

/**
 * Chargebee's event → ours. The debt is the invoice. An event does not say whether it is of a test site: each site has
 * a login of its own, so that another site's events are refused before they are read.
 */
export function translateChargebeeEvent(event: RelevantEvent): Translation {
  const base: Base = { eventId: event.id, at: toInstant(event.occurred_at * 1000) };
  return translationOf(translate(base, event));
}

function translate(base: Base, event: RelevantEvent): PaymentEvent | Lookup | null {
  switch (event.event_type) {
    case 'payment_refunded':
      return refund(base, event);
    case 'payment_failed':
    case 'payment_succeeded':
      return payment(base, event);
    case 'invoice_updated':
    case 'invoice_deleted':
      return invoiceChanged(base, event);
    case 'subscription_cancelled':
    case 'subscription_deleted':
      return subscriptionEnded(base, event);
    case 'customer_deleted': {
      const subject = { source: 'chargebee', subject: `customer:${event.content.customer.id}` } as const;
      return { ...base, kind: 'subject_closed', subject, standing: 'subscription_ended' };
    }
    default:
      return assertNever(event);
  }
}

function debtOf({ id }: EventInvoice): { readonly debt: DebtRef } {
  return { debt: { source: 'chargebee', debtId: id } };
}

/** Null for a payment of no invoice. */
function payment(
  base: Base,
  { event_type, content }: EventOf<'payment_failed' | 'payment_succeeded'>,
): PaymentEvent | null {
  const { invoice, transaction } = content;
  if (!invoice) return null;
  if (event_type === 'payment_failed') return failure(base, invoice, transaction?.error_code ?? null);
  const standing = closingOf(invoice);
  if (standing) return closed(base, invoice, standing);
  return { ...base, ...debtOf(invoice), kind: 'ignored', reason: 'partly_paid' };
}

/** The invoice's status is not asked here: events come late and twice, and each step re-reads before it writes. */
function failure(base: Base, invoice: EventInvoice, errorCode: string | null): PaymentEvent {
  const debt = debtOf(invoice);
  if (invoice.recurring === false) return { ...base, ...debt, kind: 'ignored', reason: 'not_recurring' };
  return {
    ...base,
    ...debt,
    kind: 'payment_failed',
    debtKind: 'invoice',
    customerId: invoice.customer_id ?? null,
    subscriptionId: subscriptionOf(invoice),
    amountDueMinor: String(Math.max(0, invoice.amount_due ?? invoice.total ?? 0)),
    // ISO 4217 for "no currency": known only from the first re-read.
    currency: (invoice.currency_code ?? 'XXX').toUpperCase(),
    chargeAttempt: Math.max(1, invoice.linked_payments?.length ?? 0),
    // The gateway's own word, which is Stripe's where the gateway is.
    ...(errorCode && { declineCode: errorCode }),
  };
}

function subscriptionOf({ subscription_id, line_items }: EventInvoice): string | null {
  return subscription_id ?? line_items?.find((item) => item.subscription_id)?.subscription_id ?? null;
}

/** Null for a change that leaves the invoice open: there are many of them. */
function invoiceChanged(
  base: Base,
  { event_type, content: { invoice } }: EventOf<'invoice_updated' | 'invoice_deleted'>,
): PaymentEvent | null {
  const standing = event_type === 'invoice_deleted' ? 'deleted' : closingOf(invoice);
  return standing && closed(base, invoice, standing);
}

/** An invoice whose rest was written off is called paid too. */
function closingOf({ status, amount_due, write_off_amount }: EventInvoice): ClosingStanding | null {
  if (status === 'voided') return 'void';
  const isSettled = status === 'paid' || (amount_due ?? 1) <= 0;
  if (!isSettled) return null;
  return (write_off_amount ?? 0) > 0 ? 'uncollectible' : 'paid';
}

function closed(base: Base, invoice: EventInvoice, standing: ClosingStanding): PaymentEvent {
  return { ...base, ...debtOf(invoice), kind: 'invoice_closed', standing };
}

/** Cancelled by Chargebee's dunning, because nobody paid or no card was left to try. */
const UNPAID: ReadonlySet<string> = new Set(['not_paid', 'no_card']);

function subscriptionEnded(
  base: Base,
  { event_type, content: { subscription } }: EventOf<'subscription_cancelled' | 'subscription_deleted'>,
): PaymentEvent {
  const unpaid = event_type === 'subscription_cancelled' && UNPAID.has(subscription.cancel_reason ?? '');
  const standing: SubjectStanding = unpaid ? 'access_ended' : 'subscription_ended';
  const subject = { source: 'chargebee', subject: `subscription:${subscription.id}` } as const;
  return { ...base, kind: 'subject_closed', subject, standing };
}

/** Nothing follows where a part is refunded. */
function refund(
  base: Base,
  { content: { transaction, invoice } }: EventOf<'payment_refunded'>,
): Lookup | null {
  const isWhole = (transaction.amount ?? 0) >= (invoice?.total ?? Infinity);
  return isWhole ? { ...base, kind: 'refund', source: 'chargebee', paymentId: transaction.id } : null;
}
