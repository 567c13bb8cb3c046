import { withAccount } from '../../../domain/ids.ts';
import type { CardLookup } from '../../../domain/lookup.ts';
import type { Base } from './base.ts';
import type { EventOf } from './shapes.ts';

export type CardEvent = EventOf<'payment_method.attached' | 'setup_intent.succeeded' | 'customer.updated'>;

/**
 * A customer has another card now: Stripe tells it in up to three events, and does not pay with it what is open. Null for
 * a customer's other changes, and for cards of nobody.
 * @see https://docs.stripe.com/billing/subscriptions/overview#requires-payment-method, read 2026-11-23
 */
export function cardSaved({ eventId, at, account }: Base, event: CardEvent): CardLookup | null {
  const [customer, card] = namedIn(event);
  if (!customer || !card) return null;
  const customerId = withAccount(account, customer);
  return { kind: 'card', source: 'stripe', eventId, at, customerId, paymentMethodId: card };
}

type Named = readonly [customer: string | null | undefined, card: string | null | undefined];

function namedIn(event: CardEvent): Named {
  switch (event.type) {
    case 'payment_method.attached':
      return [event.data.object.customer, event.data.object.id];
    case 'setup_intent.succeeded':
      return [event.data.object.customer, event.data.object.payment_method];
    case 'customer.updated': {
      const { id, invoice_settings } = event.data.object;
      const before = event.data.previous_attributes?.invoice_settings;
      // Only what has changed is named there, also where it was nothing before.
      const hasChanged = before ? 'default_payment_method' in before : false;
      return [id, hasChanged ? invoice_settings?.default_payment_method : null];
    }
  }
}
