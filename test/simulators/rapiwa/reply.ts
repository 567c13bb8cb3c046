import { digitsOf, newMessageId } from './device.ts';

/** What a customer writes back. */
export interface Reply {
  /** Phone number in any form, or a whole JID (`…@lid`, `…@g.us`). */
  from: string;
  text: string;
  name?: string;
  /** Default: the digits of `from`; of a `…@lid` the number, where Rapiwa knows it. */
  contactId?: string;
  /** Repeats an earlier message when given. */
  messageId?: string;
  /** Default `text`. */
  messageType?: string;
  /** Default `[]`, as Rapiwa sends for text. */
  mediaInfo?: object;
}

export interface ReceivedPayload {
  session_id: string;
  from: string;
  contact_id: string;
  name: string;
  message_id: string;
  message_type: string;
  message: string;
  /** Unix seconds, as a string. */
  timestamp: string;
  media_info: object;
}

/** Rapiwa's message-received payload. */
export function receivedPayload(reply: Reply, context: { sessionId: string; at: Date }): ReceivedPayload {
  const digits = digitsOf(reply.from.split('@')[0] ?? '');
  return {
    session_id: context.sessionId,
    from: reply.from.includes('@') ? reply.from : `${digits}@s.whatsapp.net`,
    contact_id: reply.contactId ?? digits,
    name: reply.name ?? 'Customer',
    message_id: reply.messageId ?? newMessageId(),
    message_type: reply.messageType ?? 'text',
    message: reply.text,
    timestamp: String(Math.floor(context.at.getTime() / 1000)),
    media_info: reply.mediaInfo ?? [],
  };
}
