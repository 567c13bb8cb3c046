import type { Channel, DeliveryState, DeliveryStep } from '../domain/delivery.ts';
import type { DebtRef, Source } from '../domain/ids.ts';
import type { IsoInstant } from '../domain/instant.ts';
import type { NumberVerdict } from '../domain/number-verdict.ts';
import type { Access, Outcome } from '../domain/outcome.ts';
import type { RecoveryInput } from '../domain/recovery-input.ts';
import type { ClosingStanding } from '../domain/standing.ts';
import type { SubjectRef } from '../domain/subject.ts';
import type { ConversationLedger } from './conversation-ledger.ts';
import type { SuspensionPolicy } from '../domain/suspension-policy.ts';
import type { AccessEffectLedger } from './access-effects.ts';
import type { CustomerLedger } from './customer-ledger.ts';
import type { ChannelLedger } from './channel-ledger.ts';
import type { CrmLedger } from './crm-ledger.ts';
import type { HoldLedger } from './hold-ledger.ts';
import type { PaceLedger } from './pace-ledger.ts';
import type { ReleasedHolds, ReplyLedger } from './reply-ledger.ts';
import type { ShadowLedger } from './shadow-ledger.ts';
import type { DeclineLedger } from './declines.ts';
import type { ToldLedger } from './told-ledger.ts';
import type { AlertLedger } from './staff-alerts.ts';
import type { WinbackLedger } from './winback.ts';
import type { DisputeLedger } from './dispute-ledger.ts';

/** A recovery as the ledger remembers it, beyond the life of its workflow. */
export interface RecoveryRecord {
  readonly input: RecoveryInput;
  readonly subscriptionId: string | null;
  /** The event whose arrival opened it. */
  readonly openedBy: string;
  readonly outcome: Outcome | null;
  /** Date printed in the final notice; null until that is sent. */
  readonly suspendAt: IsoInstant | null;
  /** Begun in shadow mode, and so never written to. */
  readonly isShadow?: true;
}

/** A message on one channel, unique by debt, step and channel. */
export interface DeliveryRecord {
  readonly id: string;
  readonly step: DeliveryStep;
  readonly channel: Channel;
  readonly state: DeliveryState;
  /** When the state was written. */
  readonly at: IsoInstant;
  /** When its request was written; null before that. Receipts do not move it. */
  readonly requestedAt: IsoInstant | null;
  readonly phoneHash: string;
  /** Of an e-mail: keyed hash of the address; else null. */
  readonly addressHash: string | null;
}

export interface NewDelivery {
  readonly debt: DebtRef;
  readonly step: DeliveryStep;
  readonly channel: Channel;
  /** Keyed hash of the number: finds opt-outs without keeping the number. They silence e-mail too. */
  readonly phoneHash: string;
  /** Of an e-mail: keyed hash of the address. */
  readonly addressHash?: string | null;
  readonly now: IsoInstant;
}

export interface SendingLicence {
  readonly deliveryId: string;
  /** What is about to be sent: kept, because what was sent is a fact. */
  readonly text: string;
  readonly template: string;
  /** When this try's re-read of the invoice began. */
  readonly rereadAt: IsoInstant;
  /** Reminders need an open invoice; the confirmation comes after payment. */
  readonly needsOpenInvoice: boolean;
  /** What staff let go on; replies hold what needs an open invoice. Absent: nothing. */
  readonly released?: ReleasedHolds;
  readonly now: IsoInstant;
}

/**
 * Answer to a request for the licence to send: only `granted` may send, and it is granted once. `replied`: the customer's
 * reply holds it. `shadow`: this recovery
 * was begun in shadow, or this step was shown there instead of being sent.
 */
export type LicenceAnswer = 'granted' | 'closed' | 'opted_out' | 'replied' | 'taken' | 'shadow';

export interface SettledDelivery {
  readonly deliveryId: string;
  /** Of the licence that is settled: a later one is not touched. */
  readonly requestedAt: IsoInstant | null;
  readonly state: 'sent' | 'rejected' | 'unknown' | 'planned';
  readonly providerMessageId?: string | null;
  readonly reason?: string;
  readonly now: IsoInstant;
}

export interface RecoveryLedger {
  /** Opens the recovery of this debt once; later calls find the first. */
  openRecovery(
    record: RecoveryRecord,
  ): Promise<{ readonly created: boolean; readonly record: RecoveryRecord }>;
  findRecovery(debt: DebtRef): Promise<RecoveryRecord | null>;
  /** The first outcome stays. @returns the one that does */
  recordOutcome(debt: DebtRef, outcome: Outcome, now: IsoInstant): Promise<Outcome>;
  recordSuspendAt(debt: DebtRef, suspendAt: IsoInstant): Promise<void>;
  /** The shop's own word for an order. */
  recordOrderNumber(debt: DebtRef, orderNumber: string): Promise<void>;
  /** Recoveries of this subscription or customer that have no outcome yet. */
  openRecoveriesOf(subject: SubjectRef): Promise<readonly RecoveryRecord[]>;
  /** The open one of this subscription or customer, else the one that began last; null when there never was one. */
  lastRecoveryOf(subject: SubjectRef): Promise<RecoveryRecord | null>;
}

export interface StandingLedger {
  /** The debt's own, else `subscription_ended` where its subscription or customer has ended. */
  findStanding(debt: DebtRef): Promise<ClosingStanding | null>;
  /** Whether another event in the inbox says the same of this debt, and so tells the workflow. */
  isTold(debt: DebtRef, standing: ClosingStanding, eventId: string): Promise<boolean>;
  /** Never weakens a standing that is already there. */
  recordStanding(debt: DebtRef, standing: ClosingStanding, now: IsoInstant): Promise<void>;
}

export interface DeliveryLedger {
  deliveriesOf(debt: DebtRef): Promise<readonly DeliveryRecord[]>;
  /** The delivery of this debt, step and channel; made when missing, in state `planned`. */
  planDelivery(delivery: NewDelivery): Promise<DeliveryRecord>;
  /** `planned` → `sending`, in one statement with the last look at standing and opt-out. */
  licenseSending(licence: SendingLicence): Promise<LicenceAnswer>;
  /** Why a step sent nothing, or nothing yet, e.g. `skipped: superseded`; the same again is counted. */
  recordWhyNot(
    step: { readonly debt: DebtRef; readonly step: DeliveryStep },
    note: string,
    now: IsoInstant,
  ): Promise<void>;
  /** `sending` → its result; a delivery in any other state is left alone. */
  settleDelivery(settled: SettledDelivery): Promise<void>;
}

export interface ContactRecord {
  readonly debt: DebtRef;
  readonly customerId: string;
  readonly phoneHash: string;
  readonly marketingConsent: boolean;
  readonly now: IsoInstant;
}

export interface ContactLedger {
  /** Remembers which number and which consents the source showed. */
  recordContact(contact: ContactRecord): Promise<void>;
  /** The number the source showed last for this customer; null when it never showed one. */
  lastPhoneHash(source: Source, customerId: string): Promise<string | null>;
  isOptedOut(phoneHash: string): Promise<boolean>;
  /**
   * The first record of an opt-out stays; a START said since then is not undone.
   * @param origin how it was told @param saidAt when
   */
  recordOptOut(phoneHash: string, origin: string, saidAt: IsoInstant): Promise<void>;
  /**
   * An opt-out that only this debt's recovery was told of: recorded as above, and where it is new, news for the other
   * open recoveries of the number.
   */
  takeOptOut(debt: DebtRef, phoneHash: string, saidAt: IsoInstant): Promise<void>;
  /** Whether offers may be sent: the source shows consent to them, and the number has not opted out. */
  hasOfferConsent(customer: { readonly source: Source; readonly customerId: string }): Promise<boolean>;
}

export type Suspension =
  | { readonly kind: 'suspended'; readonly at: IsoInstant }
  | { readonly kind: 'closed'; readonly standing: ClosingStanding };

export interface Restoration {
  /** Access to the subscription (else of the customer) was suspended, for this debt or another. */
  readonly wasSuspended: boolean;
  readonly access: Access;
  /** The subscription itself is over: access cannot come back with this payment. */
  readonly endedBySource?: true;
}

export interface AccessLedger {
  /**
   * Suspends what this debt pays for, unless a closing event has arrived; a second call changes nothing. Where the
   * processor has ended it already, only that is recorded.
   * @param policy `flag` when absent, and where no subscription is known: only one can be paused or cancelled
   */
  suspendAccess(record: RecoveryRecord, now: IsoInstant, policy?: SuspensionPolicy): Promise<Suspension>;
  /**
   * Gives back what this debt's suspension took, as far as no other unpaid debt of the same subject keeps it. What the
   * processor itself has ended stays as it is.
   */
  restoreAccess(record: RecoveryRecord, now: IsoInstant): Promise<Restoration>;
  /** The processor has cancelled this debt's subscription because nobody paid. */
  isAccessEnded(debt: DebtRef): Promise<boolean>;
  isSuspended(debt: DebtRef): Promise<boolean>;
  /** Since when it is; null: it is not. */
  suspendedAt(debt: DebtRef): Promise<IsoInstant | null>;
}

export interface NumberCheckLedger {
  /** What was last heard about a number, as long as it counts; null: nobody asked lately. */
  numberVerdict(phoneHash: string, now: IsoInstant): Promise<NumberVerdict | null>;
  recordNumberVerdict(phoneHash: string, verdict: NumberVerdict, now: IsoInstant): Promise<void>;
}

/** The SQL ledger: the memory that outlives workflows, retention and restarts. */
export type Ledger = RecoveryLedger &
  StandingLedger &
  DeliveryLedger &
  ShadowLedger &
  ContactLedger &
  ConversationLedger &
  AccessLedger &
  AccessEffectLedger &
  DeclineLedger &
  ToldLedger &
  WinbackLedger &
  DisputeLedger &
  ReplyLedger &
  PaceLedger &
  NumberCheckLedger &
  AlertLedger &
  ChannelLedger &
  CustomerLedger &
  HoldLedger &
  CrmLedger;
