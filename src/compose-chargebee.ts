import type { SourceKind } from './connected-source.ts';

/** Chargebee. */
export const chargebee: SourceKind = {
  connect: () => null,
  reader: () => {
    throw new Error('chargebee is not built yet');
  },
};
