import { randomBytes } from 'node:crypto';
import type { MessageRecord, RapiwaState, ReceiptStatus } from './state.ts';
import { RECEIPT_STATUSES } from './state.ts';

/** The linked WhatsApp device behind the API key, and who is reachable from it. */
export class RapiwaDevice {
  readonly state: RapiwaState;
  apiKey: string;
  sessionId: string;
  connected = true;
  /** Numbers that were asked about, in digits, however that was answered. */
  readonly checks: string[] = [];
  readonly #notOnWhatsapp = new Set<string>();
  readonly #onChange: () => void;
  readonly #waiting: { count: number; resolve: () => void }[] = [];

  constructor(input: { state: RapiwaState; apiKey: string; sessionId: string; onChange: () => void }) {
    this.state = input.state;
    this.apiKey = input.apiKey;
    this.sessionId = input.sessionId;
    this.#onChange = input.onChange;
  }

  setReachable(number: string, isReachable: boolean): void {
    if (isReachable) this.#notOnWhatsapp.delete(digitsOf(number));
    else this.#notOnWhatsapp.add(digitsOf(number));
  }

  isReachable(number: string): boolean {
    return !this.#notOnWhatsapp.has(digitsOf(number));
  }

  record(message: MessageRecord): void {
    this.state.messages.push(message);
    this.#onChange();
    for (const waiter of this.#waiting) if (this.state.messages.length >= waiter.count) waiter.resolve();
  }

  untilMessages(count: number): Promise<void> {
    if (this.state.messages.length >= count) return Promise.resolve();
    return new Promise((resolve) => this.#waiting.push({ count, resolve }));
  }

  recordReply(reply: RapiwaState['replies'][number]): void {
    this.state.replies.push(reply);
    this.#onChange();
  }

  recordReceipt(messageId: string, status: ReceiptStatus): void {
    const message = this.state.messages.find((candidate) => candidate.messageId === messageId);
    if (!message || rank(status) <= rank(message.receipt)) return;
    message.receipt = status;
    this.#onChange();
  }
}

function rank(status: ReceiptStatus | null): number {
  return status === null ? -1 : RECEIPT_STATUSES.indexOf(status);
}

export function digitsOf(text: string): string {
  return text.replace(/\D/g, '');
}

/** An id as WhatsApp Web makes them, e.g. `3EB0FAC204D805F0E22293`. */
export function newMessageId(): string {
  return `3EB0${randomBytes(9).toString('hex').toUpperCase()}`;
}
