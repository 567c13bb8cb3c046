import { decodeJson } from '../../decode-json.ts';
import type { WebhookReading, WebhookSource } from '../../source.ts';
import { parsePaddleEvent } from './parse.ts';
import { translatePaddleEvent } from './translate.ts';
import { verifyPaddleSignature } from './verify.ts';

/**
 * Paddle Billing's notifications: signature over the raw bytes, then shape, then meaning. They do not say live or
 * sandbox: each notification destination has a secret of its own.
 */
export function createPaddleSource({ secrets }: { readonly secrets: readonly string[] }): WebhookSource {
  return {
    name: 'paddle',
    read: ({ rawBody, headers, nowMs }) => {
      const verdict = verifyPaddleSignature({ rawBody, header: headers['paddle-signature'], secrets, nowMs });
      return verdict.kind === 'refused' ? verdict : understand(rawBody);
    },
    reread: (body) => understand(Buffer.from(body, 'utf8')),
  };
}

function understand(rawBody: Buffer): WebhookReading {
  const json = decodeJson(rawBody);
  if (json === undefined) return { kind: 'refused', why: 'not_json' };
  const parsed = parsePaddleEvent(json);
  switch (parsed.kind) {
    case 'other':
      return { kind: 'ignored', why: 'type' };
    case 'unparsable': {
      const { eventId, problems } = parsed;
      return { kind: 'quarantined', eventId, type: 'unparsable', reason: problems.join('; ') };
    }
    case 'parsed': {
      const { event_type: type } = parsed.event;
      const told = translatePaddleEvent(parsed.event);
      if (!told) return { kind: 'ignored', why: 'type' };
      return 'source' in told
        ? { kind: 'needs_lookup', type, lookup: told }
        : { kind: 'events', type, events: [told] };
    }
  }
}
