/** UTC instant as ISO 8601 with milliseconds, e.g. `2026-11-23T16:00:00.000Z`. */
export type IsoInstant = string;

/**
 * The latest answers: of whole seconds, in which processors count, and of others, which are ours. Under load hundreds of
 * events ask for the same two, and writing a date costs a webhook as much as its row does.
 */
const latest = {
  second: { epochMs: Number.NaN, instant: '' },
  other: { epochMs: Number.NaN, instant: '' },
};

/** @param epochMs milliseconds since 1970-01-01T00:00Z. Throws a `RangeError` where no date can be that far off. */
export function toInstant(epochMs: number): IsoInstant {
  const known = epochMs % 1000 === 0 ? latest.second : latest.other;
  if (known.epochMs !== epochMs) {
    known.instant = new Date(epochMs).toISOString();
    known.epochMs = epochMs;
  }
  return known.instant;
}

/** @returns milliseconds since 1970-01-01T00:00Z. Throws a `RangeError` on text that is no instant. */
export function toEpochMs(instant: IsoInstant): number {
  const epochMs = Date.parse(instant);
  if (Number.isNaN(epochMs)) throw new RangeError(`"${instant}" is not an ISO 8601 instant`);
  return epochMs;
}
