import type { DebtRef } from '../domain/ids.ts';
import type { IsoInstant } from '../domain/instant.ts';
import type { SuspensionPolicy } from '../domain/suspension-policy.ts';
import type { RecoveryRecord } from './ledger.ts';

/** What a debt's suspension asks of the processor, and how far that has come. */
export interface AccessEffect {
  /** Of this debt's own suspension; `processor`: it ended the subscription itself; null: not suspended. */
  readonly policy: SuspensionPolicy | 'processor' | null;
  /** `asked`: it may have been done or not. Null: never asked. */
  readonly effect: 'asked' | 'done' | 'undone' | null;
  /** An unpaid recovery of the same subscription wants its collection paused. */
  readonly isPauseWanted: boolean;
  /** A pause that is found there may be ours; one that somebody else made is left alone. */
  readonly isPauseOurs: boolean;
}

/** The ledger's memory of what the processor was asked, so that a crash at any point is made good. */
export interface AccessEffectLedger {
  effectOf(record: RecoveryRecord): Promise<AccessEffect>;
  /**
   * The licence to ask for what a suspension means: given only while that stands, nobody has given access back, and no
   * closing is known; nothing brings a cancelled subscription back.
   * @returns the number of the request, which no other about this subscription has; null: nothing may be asked
   */
  licenseEffect(record: RecoveryRecord, effect: 'pause' | 'cancel'): Promise<number | null>;
  /** Before a request to undo it. @returns its number */
  recordEffectAsked(record: RecoveryRecord): Promise<number>;
  /** A pause is in force. */
  recordEffectDone(debt: DebtRef): Promise<void>;
  /** Nothing of ours is in force any more for this subscription. */
  recordEffectUndone(record: RecoveryRecord): Promise<void>;
  /** The subscription is over: by us (`stripe_cancel`), or it was before we asked. */
  recordSubscriptionEnded(
    record: RecoveryRecord,
    by: 'stripe_cancel' | 'processor',
    now: IsoInstant,
  ): Promise<void>;
}
