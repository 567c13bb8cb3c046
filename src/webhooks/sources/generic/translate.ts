import { assertNever } from '../../../domain/assert-never.ts';
import type { PaymentEvent } from '../../../domain/events.ts';
import { toInstant } from '../../../domain/instant.ts';
import type { Subject, SubjectStanding } from '../../../domain/subject.ts';
import { toldOf } from '../../../ports/told-form.ts';
import type { GenericEvent } from './shapes.ts';

type EventOf<Type extends GenericEvent['type']> = Extract<GenericEvent, { type: Type }>;

/** Our own form → what the inbox keeps. */
export function translateGenericEvent(event: GenericEvent): PaymentEvent {
  const base = { eventId: event.id, at: instantOf(event.created) };
  switch (event.type) {
    case 'payment.failed':
      return failed(base, event);
    case 'payment.succeeded': {
      // The type alone says paid; only an amount that is left says otherwise.
      const isSettled = BigInt(event.debt.amount_due ?? '0') === 0n;
      const about = { ...base, debt: debtOf(event.debt) };
      return isSettled
        ? { ...about, kind: 'invoice_closed', standing: 'paid' }
        : { ...about, kind: 'ignored', reason: 'partly_paid' };
    }
    case 'debt.closed':
      return { ...base, debt: debtOf(event.debt), kind: 'invoice_closed', standing: event.standing };
    case 'dispute.opened':
    case 'dispute.closed': {
      const isOpen = event.type === 'dispute.opened';
      return {
        ...base,
        debt: debtOf(event.debt),
        kind: 'dispute_changed',
        disputeId: event.dispute.id,
        isOpen,
      };
    }
    case 'subscription.ended': {
      const { id, reason } = event.subscription;
      const standing = reason === 'payment_failed' ? 'access_ended' : 'subscription_ended';
      return subjectClosed(base, `subscription:${id}`, standing);
    }
    case 'customer.deleted':
      return subjectClosed(base, `customer:${event.customer.id}`, 'subscription_ended');
    default:
      return assertNever(event);
  }
}

type Base = Pick<PaymentEvent, 'eventId' | 'at'>;

function failed(base: Base, { debt, customer = null }: EventOf<'payment.failed'>): PaymentEvent {
  return {
    ...base,
    kind: 'payment_failed',
    debt: debtOf(debt),
    debtKind: debt.kind ?? 'invoice',
    customerId: customer?.id ?? null,
    subscriptionId: debt.subscription_id ?? null,
    amountDueMinor: debt.amount_due,
    currency: debt.currency,
    chargeAttempt: debt.attempt ?? 1,
    ...(debt.decline_code && { declineCode: debt.decline_code }),
    told: toldOf(debt, customer),
  };
}

function subjectClosed(base: Base, subject: Subject, standing: SubjectStanding): PaymentEvent {
  return { ...base, kind: 'subject_closed', subject: { source: 'generic', subject }, standing };
}

function debtOf({ id }: { readonly id: string }) {
  return { source: 'generic', debtId: id } as const;
}

function instantOf(created: string | number): string {
  return toInstant(typeof created === 'number' ? created * 1000 : Date.parse(created));
}
