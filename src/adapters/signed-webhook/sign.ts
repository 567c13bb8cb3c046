import { createHmac } from 'node:crypto';

/** Name of the header that {@link signatureHeader} fills. */
export const SIGNATURE_HEADER = 'Recoup-Signature';

export interface Signing {
  /** The body exactly as it is sent. */
  readonly body: string | Buffer;
  /** Used whole, as a UTF-8 text. */
  readonly secret: string;
  /** Moment of this try, milliseconds since 1970: each try is signed anew, as receivers refuse old ones. */
  readonly nowMs: number;
}

/**
 * Stripe's scheme, so that any Stripe verifier checks it: `t=<unix s>,v1=<hex HMAC-SHA256 of "<t>.<body>">`.
 * @see https://docs.stripe.com/webhooks#verify-manually, read 2026-11-23
 */
export function signatureHeader({ body, secret, nowMs }: Signing): string {
  const timestamp = Math.floor(nowMs / 1000);
  const digest = createHmac('sha256', secret).update(`${timestamp}.`).update(body).digest('hex');
  return `t=${timestamp},v1=${digest}`;
}
