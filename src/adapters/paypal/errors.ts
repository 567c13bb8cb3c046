import {
  ProviderError,
  type ProviderErrorDetails,
  type ProviderErrorKind,
} from '../../ports/provider-error.ts';
import { retryAfterMs } from '../../ports/retry-after.ts';

/** What came back, as far as its failure goes. */
export interface PaypalRefusal {
  readonly status: number;
  readonly retryAfter: unknown;
  /** `Paypal-Debug-Id`, which their support asks for. */
  readonly debugId: unknown;
}

/**
 * The one table from PayPal's errors to ours. Only reads are made here, so everything that may pass is `unavailable`.
 * A 404 never means deleted: PayPal keeps its subscriptions for ever, and answers the same to the keys of another
 * account. Its messages stay here: they repeat what was asked.
 * @see https://developer.paypal.com/api/rest/responses/, as of 2026-11-23
 */
export function toProviderError(refusal: PaypalRefusal, doing: string, nowMs: number): ProviderError {
  const kind = kindOf(refusal);
  const waitMs = kind === 'rate_limited' ? retryAfterMs(refusal.retryAfter, nowMs) : null;
  return failure({
    kind,
    doing: kind === 'not_found' ? `${doing}: this account does not know it` : doing,
    status: refusal.status,
    ...(typeof refusal.debugId === 'string' && { requestId: refusal.debugId.slice(0, 40) }),
    ...(waitMs !== null && { retryAfterMs: waitMs }),
  });
}

/** No answer: no connection, a time-out, or too much of it. */
export function noAnswer(doing: string): ProviderError {
  return failure({ kind: 'unavailable', doing });
}

/** An answer with status 200 that is not what was asked for; the next one may be. */
export function unreadableAnswer(doing: string): ProviderError {
  return failure({ kind: 'unavailable', doing: `${doing}: the answer has another shape` });
}

/** What this processor has no answer to at all. */
export function notOffered(doing: string): ProviderError {
  return failure({ kind: 'not_found', doing: `${doing}: PayPal does not offer this` });
}

function kindOf({ status }: PaypalRefusal): ProviderErrorKind {
  if (status >= 500) return 'unavailable';
  switch (status) {
    case 401:
    case 403:
      return 'unauthorized';
    case 404:
      return 'not_found';
    case 429:
      return 'rate_limited';
    case 408: // Given up in between, and a lock held by another request: both pass.
    case 409:
      return 'unavailable';
    default:
      return status >= 400 ? 'rejected' : 'unavailable';
  }
}

function failure(details: Omit<ProviderErrorDetails, 'provider'>): ProviderError {
  return new ProviderError({ provider: 'paypal', ...details });
}
