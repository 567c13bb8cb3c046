import { ApplicationFailure } from '@temporalio/common';
import { ProviderError, type ProviderErrorKind } from '../ports/provider-error.ts';

interface Mapping {
  readonly retry: boolean;
  /** Least pause before the next attempt; null: the retry policy of the activity decides. */
  readonly pauseMs: number | null;
}

/**
 * The one table from provider errors to Temporal failures. Almost all are retried: a failed activity would fail the
 * recovery, and no person could repair it from there; a slow retry waits for the repair instead.
 */
const MAPPINGS: Readonly<Record<ProviderErrorKind, Mapping>> = {
  rejected: { retry: true, pauseMs: 300_000 },
  not_found: { retry: true, pauseMs: 300_000 },
  unauthorized: { retry: true, pauseMs: 300_000 },
  rate_limited: { retry: true, pauseMs: 60_000 },
  unavailable: { retry: true, pauseMs: null },
  // May have been done: repeating could do it twice.
  ambiguous: { retry: false, pauseMs: null },
};

/** Turns a `ProviderError` into the failure that Temporal shows and acts on; anything else passes unchanged. */
export function toFailure(error: unknown): unknown {
  if (!(error instanceof ProviderError)) return error;
  const { kind, provider, retryAfterMs } = error.details;
  const { retry, pauseMs } = MAPPINGS[kind];
  const pause = retryAfterMs ?? pauseMs;
  return ApplicationFailure.create({
    message: error.message,
    type: `${provider}.${kind}`,
    nonRetryable: !retry,
    ...(pause === null ? {} : { nextRetryDelay: pause }),
  });
}

/** Puts the table around an activity. */
export function mapFailures<Request, Result>(
  activity: (request: Request) => Promise<Result>,
): (request: Request) => Promise<Result> {
  return async (request) => {
    try {
      return await activity(request);
    } catch (error) {
      throw toFailure(error);
    }
  };
}
