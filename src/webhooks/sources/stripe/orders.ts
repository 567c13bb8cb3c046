import type { PaymentEvent, PaymentFailed } from '../../../domain/events.ts';
import type { Lookup } from '../../../domain/lookup.ts';
import { idOrNull, onDebt, type Base } from './base.ts';
import type { EventOf } from './shapes.ts';

type OrderEvent = EventOf<
  'payment_intent.payment_failed' | 'payment_intent.succeeded' | 'payment_intent.canceled'
>;
type Failed = EventOf<'payment_intent.payment_failed'>['data']['object'];

/**
 * A PaymentIntent is an order unless it pays an invoice, whose own events say everything: null for those. Where its
 * fields do not tell, the failure is asked about; what closes a PaymentIntent that is no order closes nothing.
 */
export function orderEvent(base: Base, event: OrderEvent): PaymentEvent | Lookup | null {
  const { object } = event.data;
  if (object.invoice || object.payment_details?.order_reference?.startsWith('in_')) return null;
  const debt = onDebt(base, object.id);
  switch (event.type) {
    case 'payment_intent.succeeded':
      return { ...debt, kind: 'invoice_closed', standing: 'paid' };
    case 'payment_intent.canceled':
      return { ...debt, kind: 'invoice_closed', standing: 'void' };
    case 'payment_intent.payment_failed':
      return failedOrder(base, event.data.object);
  }
}

function failedOrder(base: Base, intent: Failed): PaymentEvent | Lookup {
  const debt = onDebt(base, intent.id);
  // A guest left no number with consent: there is nobody to write to.
  if (!intent.customer) return { ...debt, kind: 'ignored', reason: 'order_without_customer' };
  const metadata = intent.metadata ?? {};
  const declineCode = intent.last_payment_error?.decline_code ?? intent.last_payment_error?.code;
  const failure: PaymentFailed = {
    ...debt,
    kind: 'payment_failed',
    debtKind: 'order',
    customerId: idOrNull(base, intent.customer),
    subscriptionId: null,
    amountDueMinor: String(intent.amount),
    currency: intent.currency.toUpperCase(),
    chargeAttempt: 1,
    ...(declineCode && { declineCode }),
    ...(Object.keys(metadata).length > 0 && { traits: { metadata } }),
  };
  const isSurelyOrder = Boolean(metadata['order_id']);
  const { eventId, at } = base;
  return { kind: 'order', source: 'stripe', eventId, at, failure, isSurelyOrder };
}
