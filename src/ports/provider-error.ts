/**
 * Why a provider did not do what it was asked.
 * `rejected` the request itself is wrong (final) · `not_found` the thing does not exist (final) ·
 * `unauthorized` key refused · `rate_limited` too fast · `unavailable` surely not done, try again ·
 * `ambiguous` may have been done.
 */
export type ProviderErrorKind =
  'rejected' | 'not_found' | 'unauthorized' | 'rate_limited' | 'unavailable' | 'ambiguous';

export interface ProviderErrorDetails {
  readonly provider: string;
  readonly kind: ProviderErrorKind;
  /** What was being done, with the id it was done to; never a key, a phone number or a message text. */
  readonly doing: string;
  readonly status?: number;
  readonly requestId?: string;
  readonly retryAfterMs?: number;
}

/** The one error adapters throw. Vendor errors never leave their adapter: they carry keys and numbers. */
export class ProviderError extends Error {
  readonly details: ProviderErrorDetails;

  constructor(details: ProviderErrorDetails) {
    const status = details.status === undefined ? '' : ` (HTTP ${details.status})`;
    super(`${details.provider}: ${details.kind}${status} while ${details.doing}`);
    this.name = 'ProviderError';
    this.details = details;
  }
}
