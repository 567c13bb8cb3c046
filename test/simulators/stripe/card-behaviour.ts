import { randomId } from '../http/ids.ts';
import type { StripeLedger } from './ledger.ts';

export interface NewCard {
  readonly id?: string;
  /** The bank's word for every charge of it; absent: it pays. */
  readonly declineCode?: string;
}

/** What customers do about the cards they pay with. */
export interface CardBehaviour {
  /**
   * Saved in the portal, as the default: emits `setup_intent.succeeded`, `payment_method.attached` and `customer.updated`.
   * @returns the PaymentMethod's id
   */
  saveCard(customer: string, card?: NewCard): string;
}

export function cardBehaviour(ledger: StripeLedger): CardBehaviour {
  return {
    saveCard(customerId, { id = randomId('pm_'), declineCode = null } = {}) {
      const customer = ledger.customer(customerId);
      const before = structuredClone(customer.invoice_settings);
      ledger.state.cards[id] = { customer: customerId, declineCode };
      customer.invoice_settings = { default_payment_method: id };
      ledger.record('setup_intent.succeeded', setupIntent(ledger, customerId, id));
      ledger.record('payment_method.attached', paymentMethod(ledger, customerId, id));
      ledger.record('customer.updated', customer, { previousAttributes: { invoice_settings: before } });
      ledger.commit();
      return id;
    },
  };
}

function setupIntent(ledger: StripeLedger, customer: string, paymentMethod: string): object {
  return {
    id: randomId('seti_'),
    object: 'setup_intent',
    created: ledger.seconds(),
    customer,
    livemode: false,
    metadata: {},
    payment_method: paymentMethod,
    status: 'succeeded',
    usage: 'off_session',
  };
}

function paymentMethod(ledger: StripeLedger, customer: string, id: string): object {
  return {
    id,
    object: 'payment_method',
    allow_redisplay: 'unspecified',
    card: { brand: 'visa', country: 'US', exp_month: 12, exp_year: 2030, funding: 'credit', last4: '4242' },
    created: ledger.seconds(),
    customer,
    livemode: false,
    metadata: {},
    type: 'card',
  };
}
