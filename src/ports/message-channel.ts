import type { Phone } from '../domain/phone.ts';

/** Trouble of the whole channel, not of one message: every send would meet it. */
export type ChannelTrouble =
  'unauthorized' | 'plan_expired' | 'wrong_path' | 'disconnected' | 'tls' | 'relay_denied';

/** What became of one request to send. Every answer is an expected value; `send` does not throw. */
export type SendResult =
  /** Handed over. `messageId` null: sent, but receipts cannot be matched. */
  | { readonly kind: 'accepted'; readonly messageId: string | null }
  /** Surely not sent, and never will be to this contact. */
  | {
      readonly kind: 'rejected';
      readonly why: 'invalid_number' | 'not_on_whatsapp' | 'invalid_address' | 'refused';
    }
  /** Surely not sent; the channel needs a person before anything can be. */
  | { readonly kind: 'blocked'; readonly why: ChannelTrouble }
  /** Surely not sent; ask again after this long. */
  | { readonly kind: 'rate_limited'; readonly retryAfterMs: number }
  /** Surely not sent: no connection was made. */
  | { readonly kind: 'unreachable' }
  /** May have been sent: never repeat it. `why` is a short code, e.g. `timeout`, `http_500`, `html`. */
  | { readonly kind: 'unknown'; readonly why: string };

/** Sends one message, with one request and no hidden retry. Not idempotent. */
export interface MessageChannel {
  send(message: { readonly to: Phone; readonly text: string }): Promise<SendResult>;
}
