import { z } from 'zod';
import { ProviderError } from '../../ports/provider-error.ts';
import { kindOfStatus } from '../http/kind-of-status.ts';
import { failuresOf } from '../http/provider-failures.ts';
import { retryAfterMs } from '../http/retry-after.ts';

/** What came back, as far as its failure goes. */
export interface ChargebeeRefusal {
  readonly status: number;
  readonly body: unknown;
  readonly retryAfter: unknown;
}

export const { noAnswer, unreadableAnswer, notOffered } = failuresOf('chargebee', 'Chargebee');

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
  // A 404 that is not `isMissing`: the site is not there.
  const kind = kindOfStatus(refusal.status, { 404: 'unauthorized' });
  const waitMs = kind === 'rate_limited' ? retryAfterMs(refusal.retryAfter, nowMs) : null;
  return new ProviderError({
    provider: 'chargebee',
    kind,
    doing,
    status: refusal.status,
    ...(waitMs !== null && { retryAfterMs: waitMs }),
  });
}

function codeOf(body: unknown): string | null {
  return errorBody.safeParse(body).data?.api_error_code ?? null;
}
