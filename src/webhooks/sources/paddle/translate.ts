import { assertNever } from '../../../domain/assert-never.ts';
import type { PaymentEvent } from '../../../domain/events.ts';
import { toInstant } from '../../../domain/instant.ts';
import type { Lookup } from '../../../domain/lookup.ts';
import type { PaddleEvent, Transaction } from './shapes.ts';

type EventOf<Type extends PaddleEvent['event_type']> = Extract<PaddleEvent, { event_type: Type }>;

/** Paddle's notification → ours; null where nothing follows. The debt is the transaction. */
export function translatePaddleEvent(event: PaddleEvent): PaymentEvent | Lookup | null {
  const base = { eventId: event.event_id, at: toInstant(Date.parse(event.occurred_at)) };
  const debt = { source: 'paddle', debtId: event.data.id } as const;
  switch (event.event_type) {
    case 'transaction.payment_failed':
    case 'transaction.past_due':
      return failure({ ...base, debt }, event.data);
    case 'transaction.paid':
    case 'transaction.completed':
      return { ...base, debt, kind: 'invoice_closed', standing: 'paid' };
    case 'transaction.canceled':
      return { ...base, debt, kind: 'invoice_closed', standing: 'void' };
    case 'subscription.canceled': {
      // Paddle does not say why. Taken for the customer's wish: asking one who has left is worse than asking too little.
      const subject = { source: 'paddle', subject: `subscription:${event.data.id}` } as const;
      return { ...base, kind: 'subject_closed', subject, standing: 'subscription_ended' };
    }
    case 'adjustment.created':
    case 'adjustment.updated':
      return adjusted(base, event.data);
    default:
      return assertNever(event);
  }
}

/** Renewals and changes of a running subscription; a failed first checkout is the buyer's own affair. */
const RECOVERED_ORIGINS: ReadonlySet<string> = new Set([
  'subscription_recurring',
  'subscription_update',
  'subscription_charge',
]);

type Base = Pick<PaymentEvent, 'eventId' | 'at'>;
type DebtBase = Base & { readonly debt: { readonly source: 'paddle'; readonly debtId: string } };

function failure(base: DebtBase, transaction: Transaction): PaymentEvent {
  const { origin } = transaction;
  if (origin && !RECOVERED_ORIGINS.has(origin))
    return { ...base, kind: 'ignored', reason: `origin:${origin}` };
  const declineCode = lastError(transaction);
  return {
    ...base,
    kind: 'payment_failed',
    debtKind: 'invoice',
    customerId: transaction.customer_id ?? null,
    subscriptionId: transaction.subscription_id ?? null,
    amountDueMinor: String(amountDue(transaction)),
    currency: transaction.currency_code,
    chargeAttempt: failedPayments(transaction).length,
    ...(declineCode && { declineCode }),
  };
}

function amountDue({ details: { totals } }: Transaction): bigint {
  const due = BigInt(totals.balance ?? totals.grand_total ?? totals.total);
  return due < 0n ? 0n : due;
}

function failedPayments({ payments }: Transaction) {
  return (payments ?? []).filter(({ status }) => status === 'error');
}

/** Of the try that was made last, in whatever order they are listed. */
function lastError(transaction: Transaction): string | null {
  const tries = failedPayments(transaction).toSorted((one, other) =>
    (other.created_at ?? '').localeCompare(one.created_at ?? ''),
  );
  return tries[0]?.error_code ?? null;
}

type Adjustment = EventOf<'adjustment.created' | 'adjustment.updated'>['data'];

/** A chargeback is known by its transaction: what takes it back is an adjustment of its own. */
function adjusted(base: Base, adjustment: Adjustment): PaymentEvent | Lookup | null {
  const { action, status, type, transaction_id: debtId } = adjustment;
  const dispute = {
    ...base,
    debt: { source: 'paddle', debtId },
    kind: 'dispute_changed',
    disputeId: debtId,
  } as const;
  switch (action) {
    case 'chargeback':
    case 'chargeback_warning':
      return { ...dispute, isOpen: true };
    case 'chargeback_reverse':
    case 'chargeback_warning_reverse':
      return { ...dispute, isOpen: false };
    case 'refund':
      if (status !== 'approved' || type === 'partial') return null;
      return { ...base, kind: 'refund', source: 'paddle', paymentId: debtId };
    default:
      return null;
  }
}
