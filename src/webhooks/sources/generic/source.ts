import { decodeJson } from '../../decode-json.ts';
import type { WebhookReading, WebhookSource } from '../../source.ts';
import { parseGenericEvent } from './parse.ts';
import { translateGenericEvent } from './translate.ts';
import { verifyRecoupSignature } from './verify.ts';

/** Any processor, or n8n, in our own form: signature over the raw bytes, then shape, then meaning. */
export function createGenericSource({ secrets }: { readonly secrets: readonly string[] }): WebhookSource {
  return {
    name: 'generic',
    read: ({ rawBody, headers, nowMs }) => {
      const verdict = verifyRecoupSignature({ rawBody, header: headers['recoup-signature'], secrets, nowMs });
      return verdict.kind === 'refused' ? verdict : understand(rawBody);
    },
    reread: (body) => understand(Buffer.from(body, 'utf8')),
  };
}

function understand(rawBody: Buffer): WebhookReading {
  const json = decodeJson(rawBody);
  if (json === undefined) return { kind: 'refused', why: 'not_json' };
  const parsed = parseGenericEvent(json);
  switch (parsed.kind) {
    case 'other':
      return { kind: 'ignored', why: 'type' };
    case 'unparsable': {
      const { eventId, problems } = parsed;
      return { kind: 'quarantined', eventId, type: 'unparsable', reason: problems.join('; ') };
    }
    case 'parsed': {
      const { event } = parsed;
      // A trial of the sender's own: its signature and its form are right, and nothing comes of it.
      if (event.test) return { kind: 'ignored', why: 'mode' };
      return { kind: 'events', type: event.type, events: [translateGenericEvent(event)] };
    }
  }
}
