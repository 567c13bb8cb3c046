import type { SignedWebhook } from '../http/redelivery.ts';
import type { StripeEvent } from './resources.ts';
import { stripeSignature } from './signature.ts';

/** Body and headers exactly as Stripe would post them. */
export function signedRequest(
  event: StripeEvent,
  signing: { secrets: readonly string[]; timestamp: number },
): SignedWebhook {
  const body = JSON.stringify(event, null, 2);
  return {
    body,
    headers: {
      'content-type': 'application/json; charset=utf-8',
      'user-agent': 'Stripe/1.0 (+https://stripe.com/docs/webhooks)',
      'stripe-signature': stripeSignature(body, signing.secrets, signing.timestamp),
    },
  };
}
