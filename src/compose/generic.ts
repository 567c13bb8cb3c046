import { createGenericBilling } from '../adapters/generic/billing.ts';
import { createGenericSweep } from '../adapters/generic/sweep.ts';
import type { GenericConfig } from '../config/sources.ts';
import { noLookups } from '../ports/no-lookups.ts';
import { createGenericSource } from '../webhooks/sources/generic/source.ts';
import type { SourceKind } from './connected-source.ts';

/** Any other processor, in our own form. */
export const generic: SourceKind = {
  connect: ({ config, database }) => {
    if (!config.generic) return null;
    return {
      webhooks: createGenericSource({ secrets: config.generic.webhookSecrets }),
      billing: createGenericBilling({ ledger: database.ledger, read: readOptions(config.generic) }),
      lookups: noLookups('generic'),
      sweep: createGenericSweep(),
      declines: null,
      subscriptions: null,
      offers: null,
    };
  },
  reader: () => createGenericSource({ secrets: [] }),
};

function readOptions({ readUrl, webhookSecrets }: GenericConfig) {
  const [secret] = webhookSecrets;
  return readUrl && secret ? { readUrl, secret, timeoutMs: 5_000, now: Date.now } : null;
}
