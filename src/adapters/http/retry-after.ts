/**
 * How long a `Retry-After` header asks to wait: seconds, or an HTTP date (RFC 9110 §10.2.3).
 * More than an hour is cut to an hour: a slip of a header must not silence us for years.
 * @param nowMs the moment of the answer, milliseconds since 1970
 * @returns milliseconds, 0 for a date that has passed; null when the header is absent or neither form
 */
export function retryAfterMs(header: unknown, nowMs: number): number | null {
  if (typeof header !== 'string') return null;
  const text = header.trim();
  if (/^\d{1,9}$/.test(text)) return Math.min(Number(text) * 1000, LONGEST_MS);
  // An HTTP date names its weekday; `Date.parse` alone would take a bare "3.5" for a month.
  if (!/^[A-Z][a-z]{2,8},? /.test(text)) return null;
  const epochMs = Date.parse(text);
  return Number.isNaN(epochMs) ? null : Math.min(Math.max(0, epochMs - nowMs), LONGEST_MS);
}

const LONGEST_MS = 3_600_000;
