import { loadSequences } from '../../src/config/sequences/load.ts';
import { DAY_MS } from '../../src/domain/duration.ts';
import { stepIdsOf } from '../../src/domain/sequence-rules.ts';

/** The sequences as they are shipped. */
export const { book: SHIPPED_SEQUENCES } = loadSequences({
  folder: null,
  winbackWindowMs: 30 * DAY_MS,
  hasEmail: false,
});

/** What a failed invoice gets that no rule speaks of. */
export const STANDARD_SEQUENCE = SHIPPED_SEQUENCES.sequences.get('standard')!;

/** Steps of the shipped sequences. */
export const STEP_IDS = stepIdsOf(SHIPPED_SEQUENCES);
