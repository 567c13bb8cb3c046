/** UTC instant as ISO 8601 with milliseconds, e.g. `2026-11-23T16:00:00.000Z`. */
export type IsoInstant = string;

/** @param epochMs milliseconds since 1970-01-01T00:00Z */
export function toInstant(epochMs: number): IsoInstant {
  return new Date(epochMs).toISOString();
}

/** @returns milliseconds since 1970-01-01T00:00Z. Throws a `RangeError` on text that is no instant. */
export function toEpochMs(instant: IsoInstant): number {
  const epochMs = Date.parse(instant);
  if (Number.isNaN(epochMs)) throw new RangeError(`"${instant}" is not an ISO 8601 instant`);
  return epochMs;
}
