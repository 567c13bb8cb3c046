import type { Channel, DeliveryStep } from './delivery.ts';
import type { HoldKind } from './hold.ts';
import type { Source } from './ids.ts';
import type { IsoInstant } from './instant.ts';
import type { Outcome } from './outcome.ts';

interface EventOfStep {
  readonly step: DeliveryStep;
  readonly channel: Channel;
}

interface Amount {
  /** In the source's minor units, as a decimal string: `"1999"`. */
  readonly amountDueMinor: string;
  /** ISO 4217, upper case. */
  readonly currency: string;
}

/** What happened to a recovery. Ids, amounts and instants: no number, name, address, link or text. */
export type RecoveryChange =
  | ({
      readonly event: 'recovery.opened';
      readonly debtKind: 'invoice' | 'order';
      readonly firstFailureAt: IsoInstant;
      readonly sequenceId: string;
      readonly sequenceVersion: string;
    } & Amount)
  /** Its steps wait, until that instant or until somebody releases it. `staff`: paused. */
  | { readonly event: 'recovery.held'; readonly hold: HoldKind; readonly until: IsoInstant | null }
  | { readonly event: 'recovery.resumed'; readonly hold: HoldKind }
  /** The provider took the message. */
  | ({ readonly event: 'step.sent' } & EventOfStep)
  /** This channel does not take the message; another may. */
  | ({ readonly event: 'step.rejected' } & EventOfStep)
  /** The answer was lost: it may or may not have gone out. */
  | ({ readonly event: 'step.unknown' } & EventOfStep)
  /** What became of an unknown message, by staff or by a receipt. */
  | ({ readonly event: 'step.settled'; readonly result: 'sent' | 'rejected' } & EventOfStep)
  | {
      readonly event: 'step.skipped';
      readonly step: DeliveryStep;
      /** `superseded`, `opted_out`, `merged`. */
      readonly why: string;
      /** Of a merged one: the debt whose message named its amount. */
      readonly into: string | null;
    }
  | { readonly event: 'access.suspended'; readonly policy: string }
  | { readonly event: 'access.restored' }
  | ({
      readonly event: 'recovery.closed';
      readonly outcome: Outcome;
      /** Where its run ended without closing it: `terminated`, `failed`, `timed_out`. */
      readonly endedBy: string | null;
    } & Amount)
  /** After `recovery.closed`: the shop may release what it kept for this order. */
  | { readonly event: 'order.expired'; readonly orderNumber: string | null }
  | { readonly event: 'recovery.refunded' };

/** A change as other systems hear of it. */
export type RecoveryEvent = RecoveryChange & {
  /** The same for ever, however often it is told. */
  readonly id: string;
  /** 1, 2, 3 … without a gap within one recovery, in the order in which its changes were committed. */
  readonly number: number;
  readonly occurredAt: IsoInstant;
  readonly source: Source;
  readonly debtId: string;
  readonly customerId: string | null;
  readonly workflowId: string;
};
