import type { BillingLookups } from './billing.ts';
import { ProviderError } from './provider-error.ts';

/** Of a source whose events say everything by themselves: what pays a debt is known by the debt's own id. */
export function noLookups(provider: string): BillingLookups {
  return {
    invoiceOfPayment: () => Promise.resolve(null),
    checkoutUrl: () => Promise.resolve(null),
    readEvent: ({ eventId }) => {
      throw new ProviderError({ provider, kind: 'not_found', doing: `reading event ${eventId}` });
    },
  };
}
