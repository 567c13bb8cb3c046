import { createPaddleBilling } from '../adapters/paddle/billing.ts';
import { createPaddleDeclines } from '../adapters/paddle/declines.ts';
import { createPaddleSweep } from '../adapters/paddle/sweep.ts';
import { noLookups } from '../ports/no-lookups.ts';
import { createPaddleSource } from '../webhooks/sources/paddle/source.ts';
import type { SourceKind } from './connected-source.ts';

/** Paddle Billing: transactions of subscriptions. */
export const paddle: SourceKind = {
  connect: ({ config }) => {
    if (!config.paddle) return null;
    const { apiKey, apiBase, webhookSecrets } = config.paddle;
    const client = { apiKey, apiBase };
    return {
      webhooks: createPaddleSource({ secrets: webhookSecrets }),
      billing: createPaddleBilling({ ...client, timeoutMs: 5_000 }),
      lookups: noLookups('paddle'),
      sweep: createPaddleSweep({ ...client, timeoutMs: 10_000 }),
      declines: createPaddleDeclines({ ...client, timeoutMs: 2_000 }),
      subscriptions: null,
      offers: null,
    };
  },
  reader: () => createPaddleSource({ secrets: [] }),
};
