import type { SigningCertificates } from '../../../ports/signing-certificates.ts';
import type { WebhookReading, WebhookRequest, WebhookSource } from '../../source.ts';
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
  const understandText = (text: string): WebhookReading => {
    const json = decode(text);
    return json === undefined ? { kind: 'refused', why: 'not_json' } : understand(json, mode);
  };
  return {
    name: 'paypal',
    read: ({ rawBody, headers, nowMs }: WebhookRequest): WebhookReading => {
      const verdict = verifyPaypalSignature({ rawBody, headers, webhookIds, certificates, nowMs });
      return verdict.kind === 'verified' ? understandText(rawBody.toString('utf8')) : verdict;
    },
    reread: understandText,
  };
}

function understand(json: unknown, mode: 'live' | 'test' | null): WebhookReading {
  const parsed = parsePaypalEvent(json);
  if (parsed.kind === 'unparsable') {
    const { eventId, problems } = parsed;
    return { kind: 'quarantined', eventId, type: 'unparsable', reason: problems.join('; ') };
  }
  const translation = translatePaypalEvent(parsed.event, { mode });
  if (translation.kind === 'ignored') return translation;
  return { ...translation, type: parsed.event.event_type };
}

function decode(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    // Signed, and yet not JSON: the caller answers 400, which is all there is to say.
    return undefined;
  }
}
