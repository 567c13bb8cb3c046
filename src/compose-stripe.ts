import { createHmac } from 'node:crypto';
import type { ActivityDeps } from './activities/deps.ts';
import { createStripeAccount } from './adapters/stripe/account.ts';
import type { StripeConfig } from './config/env.ts';
import { offerCode } from './domain/offer-code.ts';

export interface StripeParts {
  readonly stripe: StripeConfig;
  readonly orderPayUrl: string | null;
  /** Key of the codes that customers type. */
  readonly secret: string;
}

type FromStripe = Pick<ActivityDeps, 'billing' | 'declines' | 'subscriptions' | 'offers' | 'offerCode'>;

/** What recoveries ask of Stripe. */
export function composeStripe({ stripe, orderPayUrl, secret }: StripeParts): FromStripe {
  const { secretKey: apiKey, apiBase } = stripe;
  const account = createStripeAccount({ apiKey, apiBase, orderPayUrl });
  return {
    billing: { stripe: account.billing },
    declines: { stripe: account.declines },
    subscriptions: { stripe: account.subscriptions },
    offers: { stripe: account.offers },
    offerCode: ({ source, debtId }) =>
      offerCode(createHmac('sha256', secret).update(`winback ${source} ${debtId}`).digest()),
  };
}
