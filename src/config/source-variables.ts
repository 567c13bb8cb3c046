import { SOURCES, type Source } from '../domain/ids.ts';

/** The variables that together switch a source on: all of its names, or none. */
export const SOURCE_VARIABLES = {
  stripe: ['STRIPE_SECRET_KEY', 'STRIPE_WEBHOOK_SECRET'],
  paypal: ['PAYPAL_CLIENT_ID', 'PAYPAL_CLIENT_SECRET', 'PAYPAL_WEBHOOK_ID'],
  paddle: ['PADDLE_API_KEY', 'PADDLE_WEBHOOK_SECRET'],
  chargebee: [
    'CHARGEBEE_SITE',
    'CHARGEBEE_API_KEY',
    'CHARGEBEE_WEBHOOK_USERNAME',
    'CHARGEBEE_WEBHOOK_PASSWORD',
  ],
  generic: ['GENERIC_WEBHOOK_SECRET'],
} as const satisfies Record<Source, readonly string[]>;

/** What a worker cannot do without and has not, by name. */
export function missingProviders(has: { readonly source: boolean; readonly rapiwa: boolean }): string[] {
  const stripe = SOURCE_VARIABLES.stripe.join(' and ');
  const choice = 'Set them, or those of PayPal, Paddle, Chargebee or GENERIC_WEBHOOK_SECRET';
  return [
    ...(has.source
      ? []
      : [`${stripe} are missing: no source is configured, and the worker re-reads debts. ${choice}`]),
    ...(has.rapiwa ? [] : ['RAPIWA_API_KEY is missing: the worker sends through Rapiwa']),
  ];
}

/** Sources of which anything is set, whole or not. */
export function begunSources(isSet: (name: string) => boolean): readonly Source[] {
  return SOURCES.filter((source) => SOURCE_VARIABLES[source].some(isSet));
}

/** Of each source that is set in part: what is set, and what is missing. */
export function halfSources(
  isSet: (name: string) => boolean,
): readonly { readonly present: readonly string[]; readonly missing: readonly string[] }[] {
  return begunSources(isSet)
    .map((source): readonly string[] => SOURCE_VARIABLES[source])
    .map((names) => ({
      present: names.filter(isSet),
      missing: names.filter((name) => !isSet(name)),
    }))
    .filter(({ missing }) => missing.length > 0);
}
