import type { ReplyHold } from '../domain/hold.ts';
import type { DebtRef } from '../domain/ids.ts';
import type { IsoInstant } from '../domain/instant.ts';
import type { IntentKind } from '../domain/replies/intent.ts';
import type { RecoveryRecord } from './ledger.ts';
import type { MessageShown } from './staff-channel.ts';

/** A reply as it is kept. */
export interface KeptReply {
  readonly replyId: string;
  readonly at: IsoInstant;
  readonly intent: IntentKind;
  readonly promisedDay: string | null;
  readonly text: string;
  readonly media: string;
  /** As it was set with this reply. */
  readonly hold: ReplyHold | null;
}

/** A reply with what the ledger knows of its number. */
export interface ReplyFile {
  readonly reply: KeptReply;
  /** Whether the promise of this reply is the last one of its number. */
  readonly isLastPromise: boolean;
  /** Open ones; else the last one that ended. */
  readonly recoveries: readonly RecoveryRecord[];
  /** Latest first. */
  readonly sent: readonly MessageShown[];
}

/** A line of the list. */
export interface ListedReply extends KeptReply {
  readonly customerId: string | null;
  readonly debtIds: readonly string[];
  /** Its hold still binds: nobody released it, and its time has not passed. */
  readonly isHolding: boolean;
}

export interface ReplyRelease {
  readonly replyId: string;
  readonly actor: string;
  readonly now: IsoInstant;
}

export interface ReplyDesk {
  /** Null: no such reply is kept (any more). */
  read(replyId: string): Promise<ReplyFile | null>;
  /** Latest first. */
  list(limit: number, now: IsoInstant): Promise<readonly ListedReply[]>;
  /** Ends every hold that replies put on the number; its recoveries are told. Null: no such reply. */
  release(release: ReplyRelease): Promise<readonly DebtRef[] | null>;
}
