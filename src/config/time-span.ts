const UNITS = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

/** A year: more is a slip of the pen. */
const LONGEST_MS = 366 * 86_400_000;

/** Reads `10s`, `15m`, `24h`, `30d`, `300ms` as milliseconds; null when it is none of these. */
export function parseTimeSpan(text: string): number | null {
  const parts = /^(\d+(?:\.\d+)?)(ms|s|m|h|d)$/.exec(text.trim());
  if (!parts) return null;
  const ms = Number(parts[1]) * UNITS[parts[2] as keyof typeof UNITS];
  return Number.isInteger(ms) && ms > 0 && ms <= LONGEST_MS ? ms : null;
}
