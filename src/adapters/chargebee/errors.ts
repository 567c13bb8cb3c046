import { z } from 'zod';
import {
  ProviderError,
  type ProviderErrorDetails,
  type ProviderErrorKind,
} from '../../ports/provider-error.ts';
import { retryAfterMs } from '../../ports/retry-after.ts';

/** What came back, as far as its failure goes. */
export interface ChargebeeRefusal {
  readonly status: number;
  readonly body: unknown;
  readonly retryAfter: unknown;
}

const errorBody = z.object({ api_error_code: z.string() });

/**
 * True when Chargebee says that the object does not exist, at a site that this key opens. A site that is not there
 * also answers 404, with another code: taken for "deleted", one slip in CHARGEBEE_SITE would end every recovery.
 */
export function isMissing({ status, body }: ChargebeeRefusal): boolean {
  return status === 404 && codeOf(body) === 'resource_not_found';
}

/**
 * The one table from Chargebee's errors to ours. Only reads are made here, and a page that is made anew, so everything
 * that may pass is `unavailable`: repeating them does no harm. Its messages stay here: they repeat what was asked.
 * @see https://apidocs.chargebee.com/docs/api/error-handling and …/api_limits, as of 2026-11-23
 */
export function toProviderError(refusal: ChargebeeRefusal, doing: string, nowMs: number): ProviderError {
  const kind = kindOf(refusal);
  const waitMs = kind === 'rate_limited' ? retryAfterMs(refusal.retryAfter, nowMs) : null;
  return failure({
    kind,
    doing,
    status: refusal.status,
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
  return failure({ kind: 'not_found', doing: `${doing}: Chargebee does not offer this` });
}

function kindOf({ status }: ChargebeeRefusal): ProviderErrorKind {
  if (status >= 500) return 'unavailable';
  switch (status) {
    case 401:
    case 403:
    case 404: // Not `isMissing`: the site is not there.
      return 'unauthorized';
    case 429:
      return 'rate_limited';
    case 408: // Given up in between, and a lock held by another request: both pass.
    case 409:
      return 'unavailable';
    default:
      return status >= 400 ? 'rejected' : 'unavailable';
  }
}

function codeOf(body: unknown): string | null {
  return errorBody.safeParse(body).data?.api_error_code ?? null;
}

function failure(details: Omit<ProviderErrorDetails, 'provider'>): ProviderError {
  return new ProviderError({ provider: 'chargebee', ...details });
}
