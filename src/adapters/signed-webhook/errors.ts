import { ProviderError, type ProviderErrorKind } from '../../ports/provider-error.ts';
import { kindOfStatus } from '../http/kind-of-status.ts';
import { retryAfterMs } from '../http/retry-after.ts';

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

/** A redirect is not followed: the address is wrong. */
function kindOf(status: number): ProviderErrorKind {
  return status < 400 ? 'rejected' : kindOfStatus(status, { 410: 'not_found', 425: 'unavailable' });
}
