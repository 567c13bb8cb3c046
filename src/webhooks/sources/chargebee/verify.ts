import { createHash, timingSafeEqual } from 'node:crypto';

export interface ChargebeeLogin {
  readonly username: string;
  /** Several while one is being replaced. */
  readonly passwords: readonly string[];
}

export type LoginVerdict =
  | { readonly kind: 'verified' }
  | { readonly kind: 'refused'; readonly why: 'missing_signature' | 'bad_signature' };

/**
 * Chargebee signs nothing: what tells it from anybody else is the Basic login that its webhook was set up with. Unlike
 * the SDK's validator this one refuses where no login is configured, and compares in constant time. A delivery has no
 * age; one that is replayed is known again by its event's id.
 * @param authorization the header; @see https://www.chargebee.com/docs/2.0/webhook_settings.html, as of 2026-11-23
 */
export function verifyChargebeeLogin(authorization: string | undefined, login: ChargebeeLogin): LoginVerdict {
  if (!authorization) return { kind: 'refused', why: 'missing_signature' };
  const [, encoded] = /^Basic ([A-Za-z0-9+/]{1,2000}={0,2})$/i.exec(authorization) ?? [];
  if (encoded === undefined) return { kind: 'refused', why: 'bad_signature' };
  const given = digest(Buffer.from(encoded, 'base64'));
  // Every password is compared, however early one matches. With an empty one anybody could log in.
  const matches = login.passwords
    .filter((password) => login.username !== '' && password.trim() !== '')
    .map((password) => timingSafeEqual(given, digest(Buffer.from(`${login.username}:${password}`))));
  return matches.includes(true) ? { kind: 'verified' } : { kind: 'refused', why: 'bad_signature' };
}

/** Of equal length, whatever was given. */
function digest(bytes: Buffer): Buffer {
  return createHash('sha256').update(bytes).digest();
}
