import type { Phone } from '../../domain/phone.ts';
import type { MessageChannel } from '../../ports/message-channel.ts';
import { classifySend } from './classify.ts';
import { ask, type RapiwaConnection } from './request.ts';

export interface RapiwaChannelOptions extends RapiwaConnection {
  /**
   * Absolute path of the send call. `/api/send-message` in the vendor's documentation and in all client code;
   * `/send-message` only in its 2026 blog articles (rapiwa.com/blog/whatsapp-api-failed-payment-recovery).
   */
  readonly sendPath: string;
  /** Milliseconds since 1970; reads a `Retry-After` that is a date. The system clock when absent. */
  readonly now?: () => number;
}

/**
 * WhatsApp through Rapiwa, from the business's own linked number. One request a message: no retry, no other path.
 * Rapiwa takes no idempotency key and cannot be asked about a message later, so `unknown` stays unknown.
 * Source: https://docs.rapiwa.com/api/send-text-message.html, read 2026-11-23; not tried against the live service.
 */
export function createRapiwaChannel(options: RapiwaChannelOptions): MessageChannel {
  const { sendPath, now = Date.now } = options;
  return {
    async send({ to, text }) {
      const number = internationalDigits(to);
      if (number === null) return { kind: 'rejected', why: 'invalid_number' };
      if (!isSendable(text)) return { kind: 'rejected', why: 'refused' };
      const json = { number, message_type: 'text', message: text };
      return classifySend(await ask(options, { method: 'POST', path: sendPath, json }), now());
    },
  };
}

/** Rapiwa takes the number without `+`; 8 to 15 digits is what E.164 allows in practice. */
function internationalDigits(phone: Phone): string | null {
  const digits = phone.replace(/^\+/, '');
  return /^[1-9]\d{7,14}$/.test(digits) ? digits : null;
}

// Rapiwa names no limit; WhatsApp text messages of other providers end at 4096.
const MAX_TEXT_CHARACTERS = 4096;

function isSendable(text: string): boolean {
  return text.trim() !== '' && text.length <= MAX_TEXT_CHARACTERS;
}
