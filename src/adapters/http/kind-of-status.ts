import type { ProviderErrorKind } from '../../ports/provider-error.ts';

/**
 * What the status of a refusal means where it is repeated without harm: whatever may pass is `unavailable`, and so is an
 * answer that is no refusal at all.
 * @param exceptions what a provider means otherwise
 */
export function kindOfStatus(
  status: number,
  exceptions: Readonly<Record<number, ProviderErrorKind>> = {},
): ProviderErrorKind {
  const known = exceptions[status] ?? KINDS[status];
  if (known) return known;
  return status >= 400 && status < 500 ? 'rejected' : 'unavailable';
}

const KINDS: Readonly<Record<number, ProviderErrorKind>> = {
  401: 'unauthorized',
  403: 'unauthorized',
  404: 'not_found',
  // Given up in between, and a lock held by another request: both pass.
  408: 'unavailable',
  409: 'unavailable',
  429: 'rate_limited',
};
