import { ProviderError } from '../../ports/provider-error.ts';
import { kindOfStatus } from '../http/kind-of-status.ts';
import { failuresOf } from '../http/provider-failures.ts';
import { retryAfterMs } from '../http/retry-after.ts';

/** What came back, as far as its failure goes. */
export interface PaypalRefusal {
  readonly status: number;
  readonly retryAfter: unknown;
  /** `Paypal-Debug-Id`, which their support asks for. */
  readonly debugId: unknown;
}

export const { noAnswer, unreadableAnswer, notOffered } = failuresOf('paypal', 'PayPal');

/**
 * The one table from PayPal's errors to ours. Only reads are made here, so everything that may pass is `unavailable`.
 * A 404 never means deleted: PayPal keeps its subscriptions for ever, and answers the same to the keys of another
 * account. Its messages stay here: they repeat what was asked.
 * @see https://developer.paypal.com/api/rest/responses/, as of 2026-11-23
 */
export function toProviderError(refusal: PaypalRefusal, doing: string, nowMs: number): ProviderError {
  const kind = kindOfStatus(refusal.status);
  const waitMs = kind === 'rate_limited' ? retryAfterMs(refusal.retryAfter, nowMs) : null;
  return new ProviderError({
    provider: 'paypal',
    kind,
    doing: kind === 'not_found' ? `${doing}: this account does not know it` : doing,
    status: refusal.status,
    ...(typeof refusal.debugId === 'string' && { requestId: refusal.debugId.slice(0, 40) }),
    ...(waitMs !== null && { retryAfterMs: waitMs }),
  });
}
