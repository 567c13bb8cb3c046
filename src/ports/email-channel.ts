import type { EmailAddress } from '../domain/email-address.ts';
import type { SendResult } from './message-channel.ts';

/** One mail, written both ways; the plain text and the page say the same. */
export interface EmailMessage {
  readonly to: EmailAddress;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  /** Names the mail for good: the same delivery always has the same `Message-ID`. */
  readonly deliveryId: string;
  /** How its reader says that they want no more: `link` by one click (RFC 8058), or by mail only. Absent: mail to staff. */
  readonly unsubscribe?: { readonly link: string | null };
}

/** Hands one mail to a mail server, with one try. Every answer is an expected value; `send` does not throw. */
export interface EmailChannel {
  send(message: EmailMessage): Promise<SendResult>;
}
