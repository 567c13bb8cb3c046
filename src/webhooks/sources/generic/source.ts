import type { WebhookSource } from '../../source.ts';
import { translationOf } from '../../translation.ts';
import { createVerifiedSource } from '../../verified-source.ts';
import { parseGenericEvent } from './parse.ts';
import { translateGenericEvent } from './translate.ts';
import { verifyRecoupSignature } from './verify.ts';

/** Any processor, or n8n, in our own form: signature over the raw bytes, then shape, then meaning. */
export function createGenericSource({ secrets }: { readonly secrets: readonly string[] }): WebhookSource {
  return createVerifiedSource({
    name: 'generic',
    verify: ({ rawBody, headers, nowMs }) =>
      verifyRecoupSignature({ rawBody, header: headers['recoup-signature'], secrets, nowMs }),
    parse: parseGenericEvent,
    // A trial of the sender's own: its signature and its form are right, and nothing comes of it.
    translate: (event) =>
      event.test ? { kind: 'ignored', why: 'mode' } : translationOf(translateGenericEvent(event)),
  });
}
