import type { WebhookReading, WebhookRequest, WebhookSource } from '../../source.ts';
import { parseChargebeeEvent } from './parse.ts';
import { translateChargebeeEvent } from './translate.ts';
import { verifyChargebeeLogin, type ChargebeeLogin } from './verify.ts';

/** Chargebee's webhooks: who is asking, then shape, then meaning. */
export function createChargebeeSource(login: ChargebeeLogin): WebhookSource {
  const understandText = (text: string): WebhookReading => {
    const json = decode(text);
    return json === undefined ? { kind: 'refused', why: 'not_json' } : understand(json);
  };
  return {
    name: 'chargebee',
    read: ({ rawBody, headers }: WebhookRequest): WebhookReading => {
      const verdict = verifyChargebeeLogin(headers.authorization, login);
      return verdict.kind === 'refused' ? verdict : understandText(rawBody.toString('utf8'));
    },
    reread: understandText,
  };
}

function understand(json: unknown): WebhookReading {
  const parsed = parseChargebeeEvent(json);
  if (parsed.kind === 'unparsable') {
    const { eventId, problems } = parsed;
    return { kind: 'quarantined', eventId, type: 'unparsable', reason: problems.join('; ') };
  }
  const translation = translateChargebeeEvent(parsed.event);
  if (translation.kind === 'ignored') return translation;
  return { ...translation, type: parsed.event.event_type };
}

function decode(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    // From Chargebee, and yet not JSON: the caller answers 400, which is all there is to say.
    return undefined;
  }
}
