import type { Channel, DeliveryState } from '../domain/delivery.ts';
import type { HoldKind } from '../domain/hold.ts';
import type { IsoInstant } from '../domain/instant.ts';
import type { Access, Outcome } from '../domain/outcome.ts';
import type {
  ReconciliationStart,
  RepairPage,
  RepairReport,
  RepairRequest,
} from '../domain/reconciliation.ts';
import type { RecoveryInput } from '../domain/recovery-input.ts';
import type { StepId } from '../domain/sequence.ts';
import type { ClosingStanding } from '../domain/standing.ts';

/** What kept the last tries of a step, in a row, from being made; spaces the next ones. Null after none. */
export interface Trouble {
  readonly why: HoldKind | DeferReason | 'failed';
  readonly tries: number;
}

/** What a run has heard of an opt-out by signal, and the ledger may not know yet. Absent: nothing. */
export interface HeardOptOut {
  readonly optedOut?: boolean;
  /** When they said so: a START said later counts more. */
  readonly optedOutAt?: IsoInstant | null;
}

/** Ask for one step's message. Repeating it never sends twice. */
export interface DeliverStepRequest {
  readonly recovery: RecoveryInput;
  readonly step: StepId;
  /** Due instant of the step after this one; null for the last. */
  readonly nextDueAt: IsoInstant | null;
  /** The customer opted out and the ledger may not know it yet: it is written there first. */
  readonly optedOut: boolean;
  /** When they said so, where that is known: a START said later counts more. */
  readonly optedOutAt?: IsoInstant | null;
  /** Staff asked for it: due instant and contact window do not count. */
  readonly hurry: boolean;
  /** Staff let the recovery go on in spite of the disputes known then; absent: they did not. */
  readonly disputesReleasedAt?: IsoInstant | null;
  /** The same for holds that replies until then began. */
  readonly repliesReleasedAt?: IsoInstant | null;
  readonly trouble: Trouble | null;
}

/**
 * Why a step waits: its own window, the sender's pace, a processor that cannot be read, or that tries again itself, money
 * that is on its way.
 */
export type DeferReason =
  | 'window'
  | 'governor'
  | 'daily_cap'
  | 'processor_unreachable'
  | 'processor_retry'
  | 'being_paid'
  | 'notice_period';

export interface Deferred {
  readonly kind: 'deferred';
  readonly until: IsoInstant;
  readonly why: DeferReason;
}

export interface Held {
  readonly kind: 'held';
  readonly why: HoldKind;
  readonly recheckAt: IsoInstant;
}

export interface Stopped {
  readonly kind: 'stopped';
  readonly standing: ClosingStanding;
}

/** The step's message is not sent, and never will be. */
export interface Skipped {
  readonly kind: 'skipped';
  readonly why: 'superseded' | 'opted_out' | 'merged' | 'shadow';
  /** Of a merged one: the debt whose message named its amount. */
  readonly into?: string;
}

/** What became of the same message on another channel, on which the customer did not or may not have got it. */
export interface OtherDelivery {
  readonly channel: Channel;
  readonly state: DeliveryState;
  readonly at: IsoInstant;
}

/** What became of a step's message; the workflow only acts on it. */
export type DeliverStepResult =
  | {
      readonly kind: 'sent';
      readonly channel: Channel;
      readonly at: IsoInstant;
      /** Of the final notice: the date it prints, never brought forward. */
      readonly suspendAt: IsoInstant | null;
      readonly beside?: OtherDelivery;
    }
  | {
      readonly kind: 'unknown';
      readonly channel: Channel;
      readonly at: IsoInstant;
      readonly beside?: OtherDelivery;
    }
  | Skipped
  | Deferred
  | Held
  | Stopped;

export interface SuspendAccessRequest {
  readonly recovery: RecoveryInput;
  readonly trouble: Trouble | null;
  /** As for a step. */
  readonly disputesReleasedAt?: IsoInstant | null;
  readonly repliesReleasedAt?: IsoInstant | null;
}

/**
 * `skipped`: in shadow mode, where everything else would have allowed it. `suspendedAt` beside anything else: since when
 * access is suspended in the ledger all the same.
 */
export type SuspendAccessResult =
  | { readonly kind: 'suspended'; readonly at: IsoInstant }
  | { readonly kind: 'skipped'; readonly why: 'shadow' }
  | ((Deferred | Held | Stopped) & { readonly suspendedAt?: IsoInstant });

/** An opt-out that only the run has heard of is written down before anybody is thanked. */
export interface CloseRecoveryRequest extends HeardOptOut {
  readonly recovery: RecoveryInput;
  readonly outcome: Outcome;
}

/** A message that went out while closing; null when there was none to send. */
export interface Confirmation {
  readonly channel: Channel;
  readonly state: DeliveryState;
  readonly at: IsoInstant;
}

/**
 * Access as the close left it. `deferred`: everything is recorded and access is back, only the confirmation waits
 * for the contact window: call again then. `being_paid` is the exception: nothing is recorded, for the money is on its way.
 */
export type CloseRecoveryResult = {
  readonly access: Access;
  /** The outcome that the ledger keeps, where the clock had only guessed one; absent: the one that was asked for. */
  readonly outcome?: Outcome;
} & ({ readonly kind: 'closed'; readonly confirmation: Confirmation | null } | Deferred);

export interface RestoreAccessRequest extends HeardOptOut {
  readonly recovery: RecoveryInput;
}

export interface RecordOptOutRequest {
  readonly recovery: RecoveryInput;
  readonly at: IsoInstant;
}

/** The verbs of a recovery. Every one may be repeated safely. */
export interface RecoveryActivities {
  deliverStep(request: DeliverStepRequest): Promise<DeliverStepResult>;
  suspendAccess(request: SuspendAccessRequest): Promise<SuspendAccessResult>;
  closeRecovery(request: CloseRecoveryRequest): Promise<CloseRecoveryResult>;
  restoreAccess(request: RestoreAccessRequest): Promise<CloseRecoveryResult>;
  /** @returns `isRecorded: false` where nobody can tell the customer's number now: the next step writes it down */
  recordOptOut(request: RecordOptOutRequest): Promise<{ readonly isRecorded: boolean }>;
}

/** What reconciliation does; every one may be repeated safely. */
export interface ReconciliationActivities {
  beginReconciliation(): Promise<ReconciliationStart>;
  makeRepair(request: RepairRequest): Promise<RepairPage>;
  /** Keeps the reports, and tells staff what needs a person. */
  endReconciliation(run: {
    readonly startedAt: IsoInstant;
    readonly reports: readonly RepairReport[];
  }): Promise<void>;
}

/** What tells other systems; may be repeated safely. */
export interface EventActivities {
  /** @returns how many were told; `isMore`: there may be more at once */
  deliverEvents(): Promise<{ readonly told: number; readonly isMore: boolean }>;
}

/** What the billing team is told of every day; may be repeated safely. */
export interface DigestActivities {
  /** @returns whether there was anything to say, and anybody to say it to */
  tellDigest(): Promise<{ readonly isTold: boolean }>;
}
