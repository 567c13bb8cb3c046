import { createPaypalBilling } from '../adapters/paypal/billing.ts';
import { createPaypalCertificates } from '../adapters/paypal/certificates.ts';
import { createPaypalLookups } from '../adapters/paypal/lookups.ts';
import { createPaypalSweep } from '../adapters/paypal/sweep.ts';
import type { RecoveryLedger } from '../ports/ledger.ts';
import { PAYPAL_TYPES } from '../webhooks/sources/paypal/shapes.ts';
import { createPaypalSource } from '../webhooks/sources/paypal/source.ts';
import type { SourceKind } from './connected-source.ts';

/** PayPal: subscriptions, each of which is asked for what it owes. */
export const paypal: SourceKind = {
  connect: ({ config, database, log }) => {
    if (!config.paypal) return null;
    const { clientId, clientSecret, webhookIds, payUrl } = config.paypal;
    const apiBase = config.paypal.apiBase ?? new URL('https://api-m.paypal.com');
    const client = { clientId, clientSecret, apiBase };
    const openDebtOf = debtsIn(database.ledger);
    return {
      webhooks: createPaypalSource({
        webhookIds,
        certificates: createPaypalCertificates({ apiBase, log }),
        mode: apiBase.hostname.endsWith('.paypal.com') && !isSandbox(apiBase) ? 'live' : 'test',
      }),
      billing: createPaypalBilling({ ...client, timeoutMs: 5_000, payUrl }),
      lookups: createPaypalLookups({ ...client, timeoutMs: 5_000, openDebtOf }),
      sweep: createPaypalSweep({ ...client, timeoutMs: 10_000, eventTypes: PAYPAL_TYPES }),
      // Why a payment failed stands in its event, and nowhere else.
      declines: null,
      // A suspended subscription collects nothing, not even what is owed.
      subscriptions: null,
      offers: null,
    };
  },
  reader: (mode) => createPaypalSource({ webhookIds: [], certificates: NO_CERTIFICATES, mode }),
};

const NO_CERTIFICATES = { find: () => ({ kind: 'refused' }) as const };

function isSandbox({ hostname }: URL): boolean {
  return hostname.endsWith('.sandbox.paypal.com');
}

function debtsIn(ledger: Pick<RecoveryLedger, 'openRecoveriesOf'>) {
  return async (subscriptionId: string): Promise<string | null> => {
    const subject = `subscription:${subscriptionId}` as const;
    const [open] = await ledger.openRecoveriesOf({ source: 'paypal', subject });
    return open?.input.debtId ?? null;
  };
}
