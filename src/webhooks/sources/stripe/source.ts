import { decodeJson } from '../../decode-json.ts';
import type { WebhookReading, WebhookRequest, WebhookSource } from '../../source.ts';
import { parseStripeEvent } from './parse.ts';
import { translateStripeEvent, type TranslateOptions } from './translate.ts';
import { verifyStripeSignature } from './verify.ts';

export interface StripeSourceOptions extends TranslateOptions {
  readonly secrets: readonly string[];
}

/** Stripe's webhooks: signature over the raw bytes, then shape, then meaning. */
export function createStripeSource({ secrets, ...options }: StripeSourceOptions): WebhookSource {
  return {
    name: 'stripe',
    read: ({ rawBody, headers, nowMs }: WebhookRequest): WebhookReading => {
      const header = headers['stripe-signature'];
      const verdict = verifyStripeSignature({ rawBody, header, secrets, nowMs });
      if (verdict.kind === 'refused') return verdict;
      const json = decodeJson(rawBody.toString('utf8'));
      return json === undefined ? { kind: 'refused', why: 'not_json' } : understand(json, options);
    },
    reread: (body) => {
      const json = decodeJson(body);
      return json === undefined ? { kind: 'refused', why: 'not_json' } : understand(json, options);
    },
  };
}

function understand(json: unknown, options: TranslateOptions): WebhookReading {
  const parsed = parseStripeEvent(json);
  if (parsed.kind === 'unparsable') {
    return {
      kind: 'quarantined',
      eventId: parsed.eventId,
      type: 'unparsable',
      reason: parsed.problems.join('; '),
    };
  }
  const { event } = parsed;
  const translation = translateStripeEvent(event, options);
  const type = event.type === 'thin' ? `v1.${event.name}` : event.type;
  return translation.kind === 'ignored' ? translation : { ...translation, type };
}
