import type { WebhookSource } from '../../source.ts';
import { createVerifiedSource } from '../../verified-source.ts';
import { parseStripeEvent } from './parse.ts';
import { translateStripeEvent, type TranslateOptions } from './translate.ts';
import { verifyStripeSignature } from './verify.ts';

export interface StripeSourceOptions extends TranslateOptions {
  readonly secrets: readonly string[];
}

/** Stripe's webhooks: signature over the raw bytes, then shape, then meaning. */
export function createStripeSource({ secrets, ...options }: StripeSourceOptions): WebhookSource {
  return createVerifiedSource({
    name: 'stripe',
    verify: ({ rawBody, headers, nowMs }) =>
      verifyStripeSignature({ rawBody, header: headers['stripe-signature'], secrets, nowMs }),
    parse: parseStripeEvent,
    translate: (event) => translateStripeEvent(event, options),
  });
}
