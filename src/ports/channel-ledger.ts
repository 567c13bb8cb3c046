import type { DebtRef } from '../domain/ids.ts';
import type { IsoInstant } from '../domain/instant.ts';

/** A linked device as the ledger knows it: trouble of the whole channel is a fact of the device, not of a message. */
export interface ChannelState {
  /** Short hash of the device's key. */
  readonly device: string;
  readonly state: 'ok' | 'blocked';
  /** e.g. `unauthorized`, `plan_expired`; null while it works. */
  readonly why: string | null;
  readonly since: IsoInstant;
  readonly checkedAt: IsoInstant;
  /** Recoveries that wait for it. */
  readonly held: number;
}

export interface BlockedSend {
  readonly device: string;
  readonly why: string;
  /** Pause before the first probe, in milliseconds; doubled with every probe that fails, an hour at most. */
  readonly firstPauseMs: number;
  /** Never longer than this, in milliseconds. */
  readonly longestPauseMs: number;
  /** The recovery that waits because of it; null for a message that nobody waits for. */
  readonly debt: DebtRef | null;
  readonly now: IsoInstant;
}

export interface ChannelBlocked {
  /** The device was not blocked, or for another reason. */
  readonly isNews: boolean;
  /** When the next message may try whether it still is. */
  readonly probeAt: IsoInstant;
}

export interface ChannelAsking {
  readonly device: string;
  readonly debt: DebtRef;
  readonly deliveryId: string;
  readonly now: IsoInstant;
}

/** `probe`: the channel is blocked, and this one delivery may find out whether it still is. */
export type ChannelAnswer = 'open' | 'probe' | 'held';

/** How the end of a block was learned. */
export type ChannelCleared = 'send' | 'health' | 'staff';

export interface ClearingChannel {
  readonly device: string;
  readonly by: ChannelCleared;
  readonly now: IsoInstant;
  /** A send that began before the block proves nothing: only blocks from before this instant end. Absent: any. */
  readonly blockedBefore?: IsoInstant;
}

export interface ChannelLedger {
  /**
   * May this delivery be requested? While the device is blocked one delivery at a time is the probe; every other
   * recovery is remembered as held, and is told when the block ends.
   */
  askChannel(asking: ChannelAsking): Promise<ChannelAnswer>;
  isChannelBlocked(device: string): Promise<boolean>;
  blockChannel(blocked: BlockedSend): Promise<ChannelBlocked>;
  /** Ends the block and tells every recovery it held. @returns how many were told; null: it was not blocked */
  clearChannel(clearing: ClearingChannel): Promise<number | null>;
}

/** What a look at the device's health, or a person, does with it. */
export interface ChannelDesk {
  states(): Promise<readonly ChannelState[]>;
  /** The provider says that the device is linked and its key good. @returns how many recoveries were told */
  noteGoodHealth(device: string, now: IsoInstant): Promise<number>;
  /** Lets one held recovery try now. @returns how many were told: one, or none where none is held */
  probeNow(device: string, now: IsoInstant): Promise<number>;
}
