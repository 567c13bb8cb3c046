import { z } from 'zod';
import { RECEIPT_STATUSES, type ReceiptStatus } from '../../ports/inbound.ts';

/** What one POST of Rapiwa tells. Two payloads share the URL, without event name, signature or delivery id. */
export type RapiwaPayload =
  | { readonly kind: 'receipt'; readonly messageId: string; readonly status: ReceiptStatus }
  /** `failed` is in a receiver's code and in no document; other words are accepted likewise. */
  | { readonly kind: 'other_status'; readonly messageId: string; readonly isFailure: boolean }
  | {
      readonly kind: 'message';
      readonly messageId: string;
      readonly from: string;
      readonly contactId: string | null;
      /** The words, or the caption. */
      readonly text: string;
      /** `text`, or what else it is: `image`, `audio`, … */
      readonly media: string;
      /** Milliseconds since 1970; null where it cannot be read. */
      readonly saidAtMs: number | null;
    }
  /** Not for us, and so neither kept nor shown; `why` is one of a few fixed words. */
  | { readonly kind: 'ignored'; readonly why: 'own' | 'reaction' | 'empty' | 'unknown_shape' };

const id = z.string().trim().min(1).max(200);
const text = z.union([z.string(), z.number().transform(String)]).nullish();

const status = z.object({ message_id: id, status: z.string().max(50) });
const message = z.object({
  message_id: id,
  from: z.string().min(1).max(200),
  contact_id: text,
  message_type: z.string().nullish(),
  message: z.string().nullish(),
  timestamp: text,
});
/** Not documented; linked-device clients say it one of these ways. */
const own = z.union([z.object({ from_me: z.literal(true) }), z.object({ fromMe: z.literal(true) })]);

/**
 * Fields and shapes: docs.rapiwa.com message-status and receive-message, read 2026-11-23; told apart by a status that
 * is not null, as github.com/murat-bulut-bozok/bzkcht @d8f2abc does. Not tried against the live service.
 */
export function readPayload(json: unknown): RapiwaPayload {
  const receipt = status.safeParse(json);
  if (receipt.success) return statusOf(receipt.data);
  if (own.safeParse(json).success) return { kind: 'ignored', why: 'own' };
  const received = message.safeParse(json);
  if (!received.success) return { kind: 'ignored', why: 'unknown_shape' };
  const { message_id, from, contact_id, message_type, message: said, timestamp } = received.data;
  if (message_type === 'reaction') return { kind: 'ignored', why: 'reaction' };
  // What shows nothing to anybody: a deleted message, a notice of the protocol.
  if (!said?.trim() && !MEDIA.has(message_type ?? 'text')) return { kind: 'ignored', why: 'empty' };
  return {
    kind: 'message',
    messageId: message_id,
    from,
    contactId: contact_id ?? null,
    text: said ?? '',
    media: message_type ?? 'text',
    saidAtMs: instantOf(timestamp),
  };
}

/** Without a caption these are still something that a person should look at. */
const MEDIA: ReadonlySet<string> = new Set(
  'image video document audio location contact sticker poll interactive'.split(' '),
);

function statusOf({ message_id: messageId, status: word }: z.infer<typeof status>): RapiwaPayload {
  const known = RECEIPT_STATUSES.find((one) => one === word.toLowerCase());
  if (known) return { kind: 'receipt', messageId, status: known };
  return { kind: 'other_status', messageId, isFailure: /^(failed|error)$/i.test(word) };
}

/** Unix seconds as a text, as documented, or milliseconds. */
function instantOf(timestamp: string | null | undefined): number | null {
  if (!timestamp || !/^\d{9,13}$/.test(timestamp)) return null;
  return timestamp.length > 11 ? Number(timestamp) : Number(timestamp) * 1000;
}
