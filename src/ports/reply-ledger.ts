import type { ReplyHold } from '../domain/hold.ts';
import type { DebtRef } from '../domain/ids.ts';
import type { IsoInstant } from '../domain/instant.ts';

/** What staff let go on, and when: holds from before do not count. Null: they did not. */
export interface ReleasedHolds {
  readonly disputesReleasedAt: IsoInstant | null;
  readonly repliesReleasedAt: IsoInstant | null;
}

export interface ReplyHoldQuery extends ReleasedHolds {
  /** Keyed hash of the number. */
  readonly phoneHash: string;
  readonly debt: DebtRef;
  readonly now: IsoInstant;
}

export interface ReplyLedger {
  /**
   * The longest hold that replies from this number put on this debt. One without an end binds debts that had failed when
   * it began; one with an end binds also those that fail meanwhile.
   */
  findReplyHold(query: ReplyHoldQuery): Promise<ReplyHold | null>;
}
