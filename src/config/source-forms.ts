import { z } from 'zod';
import { apiKey, secureUrl, unset, urlWith, webhookSecrets } from './forms.ts';

/** Part of a Basic authorisation, whose first colon ends the name. */
const basicName = z.preprocess(
  unset,
  z
    .string()
    .regex(/^[\x21-\x39\x3b-\x7e]+$/, 'must be printable ASCII without spaces or colons')
    .optional(),
);

/** Stripe's client takes host and port only, and would silently ask elsewhere than at the path given. */
const stripeBase = secureUrl.refine(
  (url) => !url || url.href === `${url.origin}/`,
  'must be scheme, host and port only, e.g. http://127.0.0.1:12111: leave out path (also /v1), login, ? and #',
);

/** The variables of the sources, each with its form; which of them belong together stands in `source-variables.ts`. */
export const sourceForms = {
  STRIPE_SECRET_KEY: apiKey,
  STRIPE_WEBHOOK_SECRET: webhookSecrets,
  STRIPE_API_BASE: stripeBase,
  PAYPAL_CLIENT_ID: apiKey,
  PAYPAL_CLIENT_SECRET: apiKey,
  PAYPAL_WEBHOOK_ID: webhookSecrets,
  PAYPAL_API_BASE: secureUrl,
  PAYPAL_PAY_URL: urlWith('{subscription_id}', 'https://shop.example/pay/{subscription_id}'),
  PADDLE_API_KEY: apiKey,
  PADDLE_WEBHOOK_SECRET: webhookSecrets,
  PADDLE_API_BASE: secureUrl,
  CHARGEBEE_SITE: z.preprocess(
    unset,
    z
      .string()
      .regex(/^[a-z0-9-]{1,63}$/, 'must be the name before .chargebee.com, e.g. northwind-test')
      .optional(),
  ),
  CHARGEBEE_API_KEY: apiKey,
  CHARGEBEE_WEBHOOK_USERNAME: basicName,
  CHARGEBEE_WEBHOOK_PASSWORD: webhookSecrets,
  CHARGEBEE_API_BASE: secureUrl,
  GENERIC_WEBHOOK_SECRET: webhookSecrets,
  GENERIC_READ_URL: urlWith('{debt_id}', 'https://billing.example/debts/{debt_id}'),
};
