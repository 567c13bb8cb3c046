import type { SigningCertificates } from '../../../ports/signing-certificates.ts';
import type { WebhookSource } from '../../source.ts';
import { createVerifiedSource } from '../../verified-source.ts';
import { parsePaypalEvent } from './parse.ts';
import { translatePaypalEvent } from './translate.ts';
import { verifyPaypalSignature } from './verify.ts';

export interface PaypalSourceOptions {
  readonly webhookIds: readonly string[];
  readonly certificates: SigningCertificates;
  readonly mode: 'live' | 'test' | null;
}

/** PayPal's webhooks: signature over the raw bytes, then shape, then meaning. */
export function createPaypalSource({ webhookIds, certificates, mode }: PaypalSourceOptions): WebhookSource {
  return createVerifiedSource({
    name: 'paypal',
    verify: ({ rawBody, headers, nowMs }) =>
      verifyPaypalSignature({ rawBody, headers, webhookIds, certificates, nowMs }),
    parse: parsePaypalEvent,
    translate: (event) => translatePaypalEvent(event, { mode }),
  });
}
