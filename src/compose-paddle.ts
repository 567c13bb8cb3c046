import type { SourceKind } from './connected-source.ts';

/** Paddle. */
export const paddle: SourceKind = {
  connect: () => null,
  reader: () => {
    throw new Error('paddle is not built yet');
  },
};
