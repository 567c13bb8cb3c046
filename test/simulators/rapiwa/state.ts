import type { RapiwaAnswer } from './answers.ts';

/** In WhatsApp's order; a receipt never moves backwards. */
export const RECEIPT_STATUSES = ['sent', 'delivered', 'read'] as const;
export type ReceiptStatus = (typeof RECEIPT_STATUSES)[number];

/** One request to the send path, whatever became of it. */
export interface MessageRecord {
  at: string;
  /** Digits only. */
  number: string;
  text: string;
  /** Null where nothing was accepted. */
  messageId: string | null;
  /** Whether the customer gets it: true also where the answer was lost. */
  accepted: boolean;
  answer: RapiwaAnswer;
  /** The furthest receipt so far. */
  receipt: ReceiptStatus | null;
}

export interface ReplyRecord {
  at: string;
  /** Digits only. */
  from: string;
  text: string;
  messageId: string;
}

/** Everything the simulator remembers; plain JSON, so it survives a restart in a file. */
export interface RapiwaState {
  messages: MessageRecord[];
  replies: ReplyRecord[];
}

export function emptyRapiwaState(): RapiwaState {
  return { messages: [], replies: [] };
}
