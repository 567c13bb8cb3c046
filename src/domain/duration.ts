/** ISO 8601 duration of days, hours, minutes and seconds, e.g. `P3D`, `PT15M`, `PT6.5S`. No months or years. */
export type IsoDuration = string;

const SHAPE = /^P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d{1,3})?)S)?)?$/;

export const DAY_MS = 86_400_000;

/** @returns milliseconds. Throws a `RangeError` naming the text when it is not such a duration. */
export function durationMs(duration: IsoDuration): number {
  const parts = SHAPE.exec(duration);
  if (!parts || duration === 'P' || duration.endsWith('T')) {
    throw new RangeError(`"${duration}" is not an ISO 8601 duration such as P3D or PT15M`);
  }
  const [days, hours, minutes, seconds] = parts.slice(1).map((part) => Number(part ?? 0));
  return Math.round((days! * 86_400 + hours! * 3_600 + minutes! * 60 + seconds!) * 1000);
}

/** The shortest duration text for whole milliseconds, days first: 259200000 → `P3D`, 6000 → `PT6S`. */
export function toDuration(ms: number): IsoDuration {
  if (ms > 0 && ms % DAY_MS === 0) return `P${ms / DAY_MS}D`;
  return `PT${Number((ms / 1000).toFixed(3))}S`;
}

/** Stretches or shrinks a planned duration so that one of its days lasts `dayLengthMs`. */
export function scaleDuration(duration: IsoDuration, dayLengthMs: number): IsoDuration {
  return toDuration(Math.round((durationMs(duration) * dayLengthMs) / DAY_MS));
}
