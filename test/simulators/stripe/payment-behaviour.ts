import { randomId } from '../http/ids.ts';
import type { EventOptions } from './events.ts';
import type { StripeLedger } from './ledger.ts';
import type { StripeDispute, StripeEvent, StripePaymentIntent } from './resources.ts';

export interface NewOrder {
  customer: string | null;
  /** Minor units. */
  amount: number;
  currency: string;
  /** The shop's order number, as metadata `order_id`. */
  orderId?: string;
  description?: string;
  /** With an open Checkout Session that has a link. */
  checkout?: boolean;
}

/** What happens to payments: disputes and refunds of an invoice's, and orders, which are payments of their own. */
export interface PaymentBehaviour {
  /** Emits `charge.dispute.created` for the payment of this invoice (or order). */
  openDispute(debt: string, options?: EventOptions): StripeDispute;
  /** Emits `charge.dispute.closed`. */
  closeDispute(id: string, status?: 'won' | 'lost' | 'warning_closed'): StripeEvent;
  /** Emits `charge.refunded`; in full unless told otherwise. */
  refund(debt: string, options?: { readonly inFull?: boolean }): StripeEvent;
  /** A PaymentIntent that waits for its payment. Emits nothing. */
  createOrder(order: NewOrder): StripePaymentIntent;
  /** Emits `payment_intent.payment_failed`. */
  failOrder(id: string, options?: EventOptions): StripeEvent;
  /** Emits `payment_intent.succeeded`. */
  payOrder(id: string): StripeEvent;
  /** Emits `payment_intent.canceled`. */
  cancelOrder(id: string): StripeEvent;
  /** Emits `payment_intent.payment_failed` of the payment of an invoice, with or without the hint that it is one's. */
  failPaymentOf(invoice: string, options?: { readonly hinted?: boolean }): StripeEvent;
}

export function paymentBehaviour(ledger: StripeLedger): PaymentBehaviour {
  const emit = (type: string, object: object, options?: EventOptions): StripeEvent => {
    const event = ledger.record(type, object, options);
    ledger.commit();
    return event;
  };
  return {
    openDispute(debt, options) {
      const dispute = newDispute(debt);
      ledger.state.disputes[dispute.id] = dispute;
      emit('charge.dispute.created', dispute, options);
      return dispute;
    },
    closeDispute(id, status = 'lost') {
      const dispute = ledger.state.disputes[id];
      if (!dispute) throw new Error(`no such dispute in the simulator: ${id}`);
      dispute.status = status;
      return emit('charge.dispute.closed', dispute);
    },
    refund: (debt, { inFull = true } = {}) =>
      emit('charge.refunded', {
        id: `ch_of_${debt}`,
        object: 'charge',
        payment_intent: intentOf(debt),
        refunded: inFull,
      }),
    ...orderBehaviour(ledger, emit),
    failPaymentOf: (invoice, { hinted = true } = {}) => {
      const { customer, amount_due, currency } = ledger.invoice(invoice);
      const intent = newIntent({ customer, amount: amount_due, currency }, ledger.seconds());
      const details = { customer_reference: null, order_reference: hinted ? invoice : null };
      return emit('payment_intent.payment_failed', {
        ...intent,
        id: intentOf(invoice),
        payment_details: details,
      });
    },
  };
}

type Emit = (type: string, object: object, options?: EventOptions) => StripeEvent;

function orderBehaviour(
  ledger: StripeLedger,
  emit: Emit,
): Pick<PaymentBehaviour, 'createOrder' | 'failOrder' | 'payOrder' | 'cancelOrder'> {
  const intent = (id: string): StripePaymentIntent => {
    const known = ledger.state.paymentIntents[id];
    if (!known) throw new Error(`no such payment intent in the simulator: ${id}`);
    return known;
  };
  return {
    createOrder(order) {
      const created = newIntent(order, ledger.seconds());
      ledger.state.paymentIntents[created.id] = created;
      if (order.checkout) {
        const session = { id: randomId('cs_'), object: 'checkout.session' as const, status: 'open' as const };
        const url = `https://checkout.stripe.com/c/pay/${session.id}`;
        ledger.state.sessions[created.id] = { ...session, payment_intent: created.id, url };
      }
      ledger.commit();
      return created;
    },
    failOrder(id, options) {
      const failed = intent(id);
      failed.last_payment_error = {
        code: 'card_declined',
        decline_code: 'generic_decline',
        message: 'Your card was declined.',
        type: 'card_error',
      };
      return emit('payment_intent.payment_failed', failed, options);
    },
    payOrder(id) {
      const paid = intent(id);
      paid.status = 'succeeded';
      paid.amount_received = paid.amount;
      return emit('payment_intent.succeeded', paid);
    },
    cancelOrder(id) {
      const cancelled = intent(id);
      cancelled.status = 'canceled';
      cancelled.canceled_at = ledger.seconds();
      return emit('payment_intent.canceled', cancelled);
    },
  };
}

function newIntent(order: NewOrder, created: number): StripePaymentIntent {
  return {
    id: randomId('pi_'),
    object: 'payment_intent',
    amount: order.amount,
    amount_received: 0,
    canceled_at: null,
    created,
    currency: order.currency.toLowerCase(),
    customer: order.customer,
    description: order.description ?? null,
    last_payment_error: null,
    livemode: false,
    metadata: order.orderId === undefined ? {} : { order_id: order.orderId },
    payment_details: null,
    status: 'requires_payment_method',
  };
}

/** The PaymentIntent of an invoice; an order is one. */
function intentOf(debt: string): string {
  return debt.startsWith('pi_') ? debt : `pi_of_${debt}`;
}

function newDispute(debt: string): StripeDispute {
  return {
    id: randomId('dp_'),
    object: 'dispute',
    amount: 1999,
    charge: `ch_of_${debt}`,
    currency: 'usd',
    livemode: false,
    payment_intent: intentOf(debt),
    reason: 'fraudulent',
    status: 'needs_response',
  };
}
