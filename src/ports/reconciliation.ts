import type { DebtRef, Source } from '../domain/ids.ts';
import type { IsoInstant } from '../domain/instant.ts';
import type { Outcome } from '../domain/outcome.ts';
import type { RecoveryInput } from '../domain/recovery-input.ts';
import type { RepairReport } from '../domain/reconciliation.ts';
import type { ClosingStanding } from '../domain/standing.ts';
import type { CrmStatus } from './crm.ts';
import type { RecoveryRecord } from './ledger.ts';

/** A bounded part of a list; `next` is where the following one begins, null at the end. */
export interface Page<Item> {
  readonly items: readonly Item[];
  readonly next: string | null;
}

export interface EndedRecovery {
  readonly debt: DebtRef;
  readonly outcome: Outcome;
  /** Who ended it, e.g. `terminated`; null: the recovery itself. */
  readonly by: string | null;
  /** The CRM is told by the sweep. */
  readonly crmPending: boolean;
  readonly now: IsoInstant;
}

/** An inbox row that waits for a person. */
export interface WaitingRow {
  readonly id: string;
  readonly state: 'parked' | 'quarantined';
}

export interface ParkedRetry {
  readonly before: IsoInstant;
  readonly now: IsoInstant;
  readonly limit: number;
  /** Only tells which ones it would be. */
  readonly dryRun: boolean;
}

export interface StoredReconciliation {
  readonly startedAt: IsoInstant;
  readonly reports: readonly RepairReport[];
}

/** What reconciliation reads and writes of the ledger and the inbox. Every call may be repeated. */
export interface ReconciliationLedger {
  /** Recoveries without outcome, oldest first. */
  openRecoveries(cursor: string | null, limit: number): Promise<Page<RecoveryRecord>>;
  /** Recoveries whose debt may have been closed unheard: open, or over and still suspended. Oldest first. */
  unsettledRecoveries(cursor: string | null, limit: number): Promise<Page<RecoveryRecord>>;
  /** Writes the outcome where there is none yet, with the CRM status that goes with it. @returns whether it did */
  endRecovery(ended: EndedRecovery): Promise<boolean>;
  /** Latest statuses that the CRM has not taken. */
  pendingCrm(cursor: string | null, limit: number): Promise<Page<CrmStatus>>;
  /** Which of these debts are known: a recovery, a standing, or a failure that is still on its way. */
  knownDebts(source: Source, debtIds: readonly string[]): Promise<ReadonlySet<string>>;
  /** Which of these events the inbox has. */
  knownEvents(source: Source, eventIds: readonly string[]): Promise<ReadonlySet<string>>;
  /** Parked rows whose last try was before, one more try each. @returns their ids */
  retryParked(retry: ParkedRetry): Promise<readonly string[]>;
  waitingRows(limit: number): Promise<readonly WaitingRow[]>;
  recordReconciliation(run: StoredReconciliation & { readonly endedAt: IsoInstant }): Promise<void>;
  lastReconciliation(): Promise<StoredReconciliation | null>;
  /** Start of the last run that looked at every undelivered event. */
  lastEventSweep(): Promise<IsoInstant | null>;
}

/** An event as a webhook would bring it. */
export interface FoundEvent {
  readonly eventId: string;
  readonly body: string;
}

/** An open debt whose payment failed, with the event that would have told of it. */
export interface FoundFailure extends FoundEvent {
  readonly debtId: string;
  /** No later than the first failure, and as close to it as the source shows. */
  readonly failedAt: IsoInstant;
}

/** Lists of a processor. They throw a `ProviderError`; a list that is not offered is `not_found`. */
export interface BillingSweep {
  undeliveredEvents(since: IsoInstant, cursor: string | null): Promise<Page<FoundEvent>>;
  openFailures(since: IsoInstant, cursor: string | null): Promise<Page<FoundFailure>>;
  /** The event that would have told of this closing; the same closing gives the same event id. */
  closingEvent(input: RecoveryInput, standing: ClosingStanding, now: IsoInstant): FoundEvent;
}
