import { createChargebeeBilling } from '../adapters/chargebee/billing.ts';
import { createChargebeeLookups } from '../adapters/chargebee/lookups.ts';
import { createChargebeeSweep } from '../adapters/chargebee/sweep.ts';
import { RELEVANT_TYPES } from '../webhooks/sources/chargebee/shapes.ts';
import { createChargebeeSource } from '../webhooks/sources/chargebee/source.ts';
import type { SourceKind } from './connected-source.ts';

/** Chargebee: invoices of subscriptions. */
export const chargebee: SourceKind = {
  connect: ({ config }) => {
    if (!config.chargebee) return null;
    const {
      site,
      apiKey,
      apiBase,
      webhookUsername: username,
      webhookPasswords: passwords,
    } = config.chargebee;
    const client = { site, apiKey, apiBase };
    return {
      webhooks: createChargebeeSource({ username, passwords }),
      billing: createChargebeeBilling({ ...client, timeoutMs: 5_000 }),
      lookups: createChargebeeLookups({ ...client, timeoutMs: 5_000 }),
      sweep: createChargebeeSweep({ ...client, timeoutMs: 10_000, eventTypes: [...RELEVANT_TYPES] }),
      // Why a charge failed stands in its event; the API says it only of a transaction that one must know.
      declines: null,
      // Its event of a cancellation does not say who wanted it, so that ours would read as the customer's.
      subscriptions: null,
      offers: null,
    };
  },
  reader: () => createChargebeeSource({ username: '', passwords: [] }),
};
