import type { Channel, DeliveryState } from '../domain/delivery.ts';
import type { ReplyHold } from '../domain/hold.ts';
import type { IsoInstant } from '../domain/instant.ts';
import type { Money } from '../domain/money.ts';
import type { IntentKind } from '../domain/replies/intent.ts';
import type { Standing } from '../domain/standing.ts';
import type { StaffAlert } from './staff-alerts.ts';

/** A debt of the customer who replied. */
export interface DebtShown {
  readonly debtId: string;
  /** Printed on the invoice; null where it could not be read. */
  readonly number: string | null;
  /** Still due: read just now, else as last known. */
  readonly amount: Money;
  readonly firstFailureAt: IsoInstant;
  /** As the processor shows it now; null where it could not be read. */
  readonly standing: Standing | null;
  /** Its sequence in the Temporal Web UI, its page at the processor; null where no address is known. */
  readonly sequenceUrl: string | null;
  readonly processorUrl: string | null;
}

export interface MessageShown {
  readonly step: string;
  readonly channel: Channel;
  readonly state: DeliveryState;
  readonly at: IsoInstant;
  readonly text: string;
}

/** A reply with all that somebody needs who answers it. */
export interface ReplyShown {
  readonly replyId: string;
  readonly at: IsoInstant;
  readonly intent: IntentKind;
  readonly promisedDay: string | null;
  readonly text: string;
  /** `text`, or what came with it: `image`, `audio`, … */
  readonly media: string;
  readonly customer: { readonly id: string | null; readonly name: string | null };
  readonly hold: ReplyHold | null;
  readonly debts: readonly DebtShown[];
  /** Latest first. */
  readonly sent: readonly MessageShown[];
}

export type StaffNews =
  | { readonly kind: 'reply' | 'promise_over'; readonly reply: ReplyShown }
  | { readonly kind: 'alert'; readonly alert: StaffAlert; readonly at: IsoInstant };

export type StaffTold =
  | { readonly kind: 'told' }
  /** Not now; `waitMs`: as long as it asks, null where it does not say. */
  | { readonly kind: 'away'; readonly why: string; readonly waitMs: number | null }
  /** It takes no such message. */
  | { readonly kind: 'refused'; readonly why: string };

/** Where the billing team reads. `tell` does not throw. */
export interface StaffChannel {
  /** @param plain without any form: after it was refused with one */
  tell(news: StaffNews, plain: boolean): Promise<StaffTold>;
}
