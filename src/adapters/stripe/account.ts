import type { Billing } from '../../ports/billing.ts';
import type { CardCharges } from '../../ports/card-charges.ts';
import type { CardPortal } from '../../ports/card-portal.ts';
import type { DeclineLookup } from '../../ports/declines.ts';
import type { Subscriptions } from '../../ports/subscriptions.ts';
import type { WhatsappContacts } from '../../ports/whatsapp-consent.ts';
import type { Offers } from '../../ports/winback.ts';
import { createStripeBilling, type StripeBillingOptions } from './billing.ts';
import { createStripeCardCharges } from './card-charges.ts';
import { createStripeDeclines } from './declines.ts';
import { createStripeOffers } from './offers.ts';
import { createStripePortal } from './portal.ts';
import { createStripeWhatsappContacts } from './whatsapp-contacts.ts';
import { createStripeSubscriptions } from './subscriptions.ts';

/** Everything that recoveries ask of one Stripe account, each with the patience it deserves. */
export interface StripeAccount {
  readonly billing: Billing;
  readonly declines: DeclineLookup;
  readonly subscriptions: Subscriptions;
  readonly offers: Offers;
  readonly portal: CardPortal;
  readonly charges: CardCharges;
  readonly contacts: WhatsappContacts;
}

export function createStripeAccount(options: Omit<StripeBillingOptions, 'timeoutMs'>): StripeAccount {
  return {
    billing: createStripeBilling({ ...options, timeoutMs: 5_000 }),
    declines: createStripeDeclines({ ...options, timeoutMs: 2_000 }),
    subscriptions: createStripeSubscriptions({ ...options, timeoutMs: 5_000 }),
    offers: createStripeOffers({ ...options, timeoutMs: 3_000 }),
    portal: createStripePortal({ ...options, timeoutMs: 5_000 }),
    contacts: createStripeWhatsappContacts({ ...options, timeoutMs: 5_000 }),
    charges: createStripeCardCharges({ ...options, timeoutMs: 20_000 }),
  };
}
