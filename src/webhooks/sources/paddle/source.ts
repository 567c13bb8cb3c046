import type { WebhookSource } from '../../source.ts';
import { translationOf } from '../../translation.ts';
import { createVerifiedSource } from '../../verified-source.ts';
import { parsePaddleEvent } from './parse.ts';
import { translatePaddleEvent } from './translate.ts';
import { verifyPaddleSignature } from './verify.ts';

/**
 * Paddle Billing's notifications: signature over the raw bytes, then shape, then meaning. They do not say live or
 * sandbox: each notification destination has a secret of its own.
 */
export function createPaddleSource({ secrets }: { readonly secrets: readonly string[] }): WebhookSource {
  return createVerifiedSource({
    name: 'paddle',
    verify: ({ rawBody, headers, nowMs }) =>
      verifyPaddleSignature({ rawBody, header: headers['paddle-signature'], secrets, nowMs }),
    parse: parsePaddleEvent,
    translate: (event) => translationOf(translatePaddleEvent(event)),
  });
}
