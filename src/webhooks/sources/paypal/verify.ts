import { createVerify } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { crc32 } from 'node:zlib';
import type { SigningCertificates } from '../../../ports/signing-certificates.ts';

export interface PaypalSignatureCheck {
  /** The body exactly as received. */
  readonly rawBody: Buffer;
  readonly headers: IncomingHttpHeaders;
  /** Ids of our webhook at PayPal, part of what is signed; several while one is being replaced. */
  readonly webhookIds: readonly string[];
  readonly certificates: SigningCertificates;
  /** Milliseconds since 1970. */
  readonly nowMs: number;
}

export type SignatureVerdict =
  | { readonly kind: 'verified' }
  | { readonly kind: 'refused'; readonly why: 'missing_signature' | 'bad_signature' | 'stale' }
  /** Its certificate is on its way: PayPal delivers again. */
  | { readonly kind: 'not_yet'; readonly why: 'certificate_not_yet_known' };

/** PayPal delivers for three days, and does not say whether a later try carries a new time. */
const OLDEST_MS = 4 * 24 * 3_600_000;
const FUTURE_MS = 5 * 60_000;

/**
 * `<transmission id>|<transmission time>|<webhook id>|<CRC32 of the raw body, decimal>`, signed with SHA256withRSA and
 * the key of the certificate that the request names. Offline, so that no request waits for PayPal: a certificate that is
 * not known yet is fetched meanwhile.
 * @see https://developer.paypal.com/api/rest/webhooks/rest/#link-messagesignature, as of 2026-11-23
 */
export function verifyPaypalSignature(check: PaypalSignatureCheck): SignatureVerdict {
  const signed = readHeaders(check.headers);
  if (!signed) return refused('missing_signature');
  const { certUrl, signature, time } = signed;
  const ageMs = check.nowMs - Date.parse(time);
  if (Number.isNaN(ageMs) || signed.algorithm !== 'SHA256withRSA') return refused('bad_signature');
  // Before the certificate is asked for: what anybody could send must cost nothing.
  if (ageMs > OLDEST_MS || ageMs < -FUTURE_MS) return refused('stale');
  if (!/^[A-Za-z0-9+/]{86,1400}={0,2}$/.test(signature)) return refused('bad_signature');
  const certificate = check.certificates.find(certUrl, check.nowMs);
  if (certificate.kind === 'refused') return refused('bad_signature');
  if (certificate.kind === 'not_yet') return { kind: 'not_yet', why: 'certificate_not_yet_known' };
  const isOurs = check.webhookIds.some((webhookId) => {
    // Known to whoever reads our settings at PayPal, so no secret; but with an empty one any webhook of theirs would do.
    if (webhookId.trim() === '') return false;
    const message = `${signed.id}|${time}|${webhookId}|${crc32(check.rawBody)}`;
    return createVerify('RSA-SHA256').update(message).verify(certificate.key, signature, 'base64');
  });
  return isOurs ? { kind: 'verified' } : refused('bad_signature');
}

interface Signed {
  readonly id: string;
  readonly time: string;
  readonly signature: string;
  readonly certUrl: string;
  readonly algorithm: string;
}

/** Null where one is missing, or there twice: nobody can say which of them is meant. */
function readHeaders(headers: IncomingHttpHeaders): Signed | null {
  const read = (name: string): string => {
    const value = headers[`paypal-${name}`];
    return typeof value === 'string' && value.length <= 2_000 ? value : '';
  };
  const signed = {
    id: read('transmission-id'),
    time: read('transmission-time'),
    signature: read('transmission-sig'),
    certUrl: read('cert-url'),
    algorithm: read('auth-algo'),
  };
  return Object.values(signed).includes('') ? null : signed;
}

function refused(why: Extract<SignatureVerdict, { kind: 'refused' }>['why']): SignatureVerdict {
  return { kind: 'refused', why };
}
