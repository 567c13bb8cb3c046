import type { IsoInstant } from '../domain/instant.ts';

/** A place in the sender's queue. */
export interface SendSlot {
  /** `useless`: the next free place, which the sender has no use for; it was not taken. */
  readonly kind: 'reserved' | 'useless';
  readonly at: IsoInstant;
  readonly why: 'governor' | 'daily_cap';
}

export interface SlotRequest {
  readonly deliveryId: string;
  /** A place for which this is false is not taken; absent: every place is useful. */
  readonly isUseful?: (at: IsoInstant) => boolean;
}

export interface SendPace {
  /** The linked WhatsApp device, as a short hash of its key. */
  readonly device: string;
  readonly minGapMs: number;
  readonly jitterMs: number;
  /** Sends in any 60 minutes; 0 = no limit. */
  readonly hourlyCap: number;
  /** Sends in any 24 hours; 0 = no limit. */
  readonly dailyCap: number;
  /** Instead of `dailyCap` in the first 10 days in which the device sends; 0 = no warm-up. */
  readonly warmUpCap: number;
}

export interface PaceLedger {
  /**
   * Reserves the one slot of this delivery across all workers, or finds the one it has. A slot that has passed unused,
   * or into which a pause of the sender fell, is given up for the next free one.
   */
  reserveSlot(request: SlotRequest, pace: SendPace, now: IsoInstant): Promise<SendSlot>;
  /** The device sends nothing before this instant; an earlier end of a pause changes nothing. */
  pauseSender(device: string, until: IsoInstant): Promise<void>;
}
