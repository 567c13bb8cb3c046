import type { KeyObject } from 'node:crypto';

/** What is known of a certificate that a signature names. */
export type CertificateAnswer =
  | { readonly kind: 'known'; readonly key: KeyObject }
  /** It is being fetched: whoever asked must ask again. */
  | { readonly kind: 'not_yet' }
  /** Not one that we believe, or not there. */
  | { readonly kind: 'refused' };

/** Certificates of a processor that signs its webhooks with them. Never waits, and never throws. */
export interface SigningCertificates {
  /** @param url where the request says its certificate is: anybody may have written that */
  find(url: string, nowMs: number): CertificateAnswer;
}
