import type { ReplyHold } from '../domain/hold.ts';
import type { DebtRef } from '../domain/ids.ts';
import type { IsoInstant } from '../domain/instant.ts';
import type { ReplyIntent } from '../domain/replies/intent.ts';
import type { RecoveryNews } from './recovery-engine.ts';
import type { HandOff, RelayRound } from './inbox.ts';

/** STOP or START, said by a person whose number may be written in several ways. */
export interface KeywordSaid {
  readonly messageId: string;
  readonly keyword: 'stop' | 'start';
  /** Keyed hashes of every way in which the number may be written. */
  readonly phoneHashes: readonly string[];
  readonly saidAt: IsoInstant;
  readonly receivedAt: IsoInstant;
  /** The word itself, normalised: part of the consent record. */
  readonly wording: string;
}

export interface KeywordTaken {
  /** False: the same message came before. Nothing was changed. */
  readonly isNew: boolean;
  /** Of the hashes, the one under which we know the number; null for a stranger. */
  readonly knownAs: string | null;
  /** Open recoveries of the number. */
  readonly debts: readonly DebtRef[];
}

/** Any other reply of a person. */
export interface ReplySaid {
  readonly messageId: string;
  readonly phoneHashes: readonly string[];
  readonly saidAt: IsoInstant;
  readonly receivedAt: IsoInstant;
  /** `text`, or what came with it: `image`, `audio`, … */
  readonly media: string;
  /** The words, or the caption; may be empty. */
  readonly text: string;
  readonly intent: ReplyIntent;
  /** What it holds the number's reminders as; null: it does not. */
  readonly hold: ReplyHold | null;
}

export type ReplyTaken =
  | {
      readonly kind: 'taken';
      readonly replyId: string;
      /** Of the hashes, the one under which we know the number. */
      readonly knownAs: string;
      /** Open recoveries of the number. */
      readonly debts: readonly DebtRef[];
    }
  /** The same message came before. */
  | { readonly kind: 'known' }
  /** Nobody we wrote to lately: nothing is kept. */
  | { readonly kind: 'stranger' };

export interface AcknowledgementAsked {
  /** Every way in which the number may be written. */
  readonly phoneHashes: readonly string[];
  readonly now: IsoInstant;
  /** Not granted where the last one was licensed after this. */
  readonly lastBefore: IsoInstant;
}

export const RECEIPT_STATUSES = ['sent', 'delivered', 'read'] as const;
export type ReceiptStatus = (typeof RECEIPT_STATUSES)[number];

export interface Receipt {
  readonly messageId: string;
  readonly status: ReceiptStatus;
  readonly receivedAt: IsoInstant;
}

/** What a hook of the WhatsApp channel tells; each call is one commit, and may be repeated. */
export interface InboundStore {
  /**
   * A STOP writes the opt-out, its consent record and news for every open recovery of the number; a START takes the
   * opt-out back. Of the two, the one said later counts, in whatever order they arrive.
   */
  takeKeyword(said: KeywordSaid): Promise<KeywordTaken>;
  /** Keeps a customer's reply, holds the number's reminders, and leaves news for its recoveries and for staff. */
  takeReply(said: ReplySaid): Promise<ReplyTaken>;
  /** Moves the delivery forward, never back. `hint`: nobody's message id, while an answer of ours is missing. */
  takeReceipt(receipt: Receipt): Promise<'moved' | 'known' | 'hint' | 'stranger'>;
  /** The licence of the one answer to a STOP: granted once a day and number. */
  licenseAnswer(phoneHash: string, now: IsoInstant): Promise<boolean>;
  settleAnswer(phoneHash: string, result: string): Promise<void>;
  /**
   * The licence of the one acknowledgement of a conversation: granted to a number that has not opted out and was written
   * to in a recovery that is still open.
   */
  licenseAcknowledgement(asked: AcknowledgementAsked): Promise<boolean>;
  settleAcknowledgement(phoneHashes: readonly string[], result: string): Promise<void>;
}

/** News that waits for its recovery. */
export interface WaitingNews {
  readonly id: string;
  readonly debt: DebtRef;
  readonly news: RecoveryNews;
}

export interface NewsStore {
  /** Locks up to `limit` due rows (others skip them), hands each over, and commits what became of them. */
  relay(
    limit: number,
    now: IsoInstant,
    handOver: (waiting: WaitingNews) => Promise<HandOff>,
  ): Promise<RelayRound>;
}
