import { ProviderError, type ProviderErrorKind } from '../../ports/provider-error.ts';
import { retryAfterMs } from '../../ports/retry-after.ts';

export interface Refusal {
  readonly provider: string;
  readonly status: number;
  readonly retryAfter: unknown;
  readonly doing: string;
  readonly nowMs: number;
}

/** The one table from a receiver's status codes to our errors, by their general HTTP meaning. */
export function refusal({ provider, status, retryAfter, doing, nowMs }: Refusal): ProviderError {
  const waitMs = retryAfterMs(retryAfter, nowMs);
  return new ProviderError({
    provider,
    kind: kindOf(status),
    doing,
    status,
    ...(waitMs !== null && { retryAfterMs: waitMs }),
  });
}

function kindOf(status: number): ProviderErrorKind {
  if (status >= 500) return 'unavailable';
  switch (status) {
    case 401:
    case 403:
      return 'unauthorized';
    case 404:
    case 410:
      return 'not_found';
    case 408:
    case 409:
    case 425:
      return 'unavailable';
    case 429:
      return 'rate_limited';
    default:
      return 'rejected';
  }
}
