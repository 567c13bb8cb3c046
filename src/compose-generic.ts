import type { SourceKind } from './connected-source.ts';

/** The generic webhook. */
export const generic: SourceKind = {
  connect: () => null,
  reader: () => {
    throw new Error('generic is not built yet');
  },
};
