import type { SourceKind } from './connected-source.ts';

/** PayPal. */
export const paypal: SourceKind = {
  connect: () => null,
  reader: () => {
    throw new Error('paypal is not built yet');
  },
};
