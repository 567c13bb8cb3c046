import { createStripeAccount } from '../adapters/stripe/account.ts';
import { createStripeLookups } from '../adapters/stripe/lookups.ts';
import { createStripeSweep } from '../adapters/stripe/sweep.ts';
import { chooseSequence } from '../domain/sequence-rules.ts';
import { RELEVANT_TYPES } from '../webhooks/sources/stripe/shapes.ts';
import { createStripeSource } from '../webhooks/sources/stripe/source.ts';
import type { SourceKind } from './connected-source.ts';

/** Stripe: invoices of subscriptions, and orders. */
export const stripe: SourceKind = {
  connect: ({ config }) => {
    if (!config.stripe) return null;
    const { secretKey: apiKey, apiBase, mode, webhookSecrets } = config.stripe;
    const client = { apiKey, apiBase };
    return {
      webhooks: createStripeSource({
        secrets: webhookSecrets,
        mode,
        isAskedFor: (failure) => chooseSequence(config.sequenceBook, failure) !== null,
      }),
      ...createStripeAccount({ ...client, orderPayUrl: config.orderPayUrl }),
      lookups: createStripeLookups({ ...client, timeoutMs: 5_000 }),
      sweep: createStripeSweep({
        ...client,
        timeoutMs: 10_000,
        eventTypes: [...RELEVANT_TYPES],
        isLive: mode === 'live',
      }),
    };
  },
  // Whose rules take a failure is asked when it is handed over: here nobody knows them.
  reader: (mode) => createStripeSource({ secrets: [], mode, isAskedFor: () => true }),
};
