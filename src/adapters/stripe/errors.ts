import Stripe from 'stripe';
import {
  ProviderError,
  type ProviderErrorDetails,
  type ProviderErrorKind,
} from '../../ports/provider-error.ts';
import { retryAfterMs } from '../http/retry-after.ts';

/** True when Stripe says that the object does not exist, with a key that would see it. */
export function isMissing(error: unknown): boolean {
  return isResourceMissing(error) && !isOtherMode(error);
}

/**
 * True when Stripe itself says that what was asked cannot be had. A gateway between us says so in other words, and what
 * a wrong key is told holds for that key only: both may pass.
 */
export function isStripesNo(error: unknown): boolean {
  if (!(error instanceof Stripe.errors.StripeInvalidRequestError)) return false;
  return error.rawType === 'invalid_request_error' && !isOtherMode(error);
}

/**
 * The one table from the SDK's errors to ours. Only reads are made here, and writes that set a state, so everything that
 * may pass is `unavailable`: repeating them does no harm. The SDK's error never leaves: it repeats the key's ends and the answer.
 * @see https://docs.stripe.com/api/errors and https://docs.stripe.com/rate-limits, read 2026-11-23
 */
export function toProviderError(error: unknown, doing: string, nowMs: number): ProviderError {
  if (!(error instanceof Stripe.errors.StripeError)) return failure({ kind: 'unavailable', doing });
  const kind = kindOf(error);
  const waitMs = kind === 'rate_limited' ? retryAfterMs(error.headers?.['retry-after'], nowMs) : null;
  return failure({
    kind,
    doing: isOtherMode(error) ? `${doing}: it belongs to the other mode (live or test) than the key` : doing,
    ...(error.statusCode !== undefined && { status: error.statusCode }),
    ...(error.requestId && { requestId: error.requestId }),
    ...(waitMs !== null && { retryAfterMs: waitMs }),
  });
}

/** An answer with status 200 that is not what was asked for; the next one may be. */
export function unreadableAnswer(doing: string): ProviderError {
  return failure({ kind: 'unavailable', doing: `${doing}: the answer has another shape` });
}

/** What was deleted is shown as such: a customer that is not there at all is one of another account than this key's. */
export function ofAnotherAccount(doing: string): ProviderError {
  return failure({ kind: 'unauthorized', doing: `${doing}: it is not of this key's account` });
}

/** What is written to is gone, or was never there. */
export function notThere(doing: string): ProviderError {
  return failure({ kind: 'not_found', doing });
}

function kindOf(error: Stripe.errors.StripeError): ProviderErrorKind {
  if (isOtherMode(error)) return 'unauthorized';
  const status = error.statusCode;
  if (error instanceof Stripe.errors.StripeRateLimitError) return 'rate_limited';
  // No status: no connection, a time-out, or an answer that is no JSON.
  if (status === undefined || status >= 500) return 'unavailable';
  switch (status) {
    case 401:
    case 403:
      return 'unauthorized';
    case 404:
      return 'not_found';
    // Given up in between, and a lock held by another request: both pass.
    case 408:
    case 409:
      return 'unavailable';
    default:
      return status >= 400 ? 'rejected' : 'unavailable';
  }
}

function isResourceMissing(error: unknown): error is Stripe.errors.StripeError {
  return (
    error instanceof Stripe.errors.StripeError &&
    error.statusCode === 404 &&
    error.code === 'resource_missing'
  );
}

/**
 * A test key that asks for a live object, or the reverse, also gets `resource_missing`. Taken for "deleted", one
 * wrong key would end every recovery. Seen in github.com/woocommerce/woocommerce-gateway-stripe/issues/1066.
 */
function isOtherMode(error: unknown): boolean {
  return isResourceMissing(error) && /similar object exists in (live|test) mode/i.test(error.message);
}

function failure(details: Omit<ProviderErrorDetails, 'provider'>): ProviderError {
  return new ProviderError({ provider: 'stripe', ...details });
}
