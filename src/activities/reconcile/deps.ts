import type { Source } from '../../domain/ids.ts';
import type { SequenceBook } from '../../domain/sequence-rules.ts';
import type { Billing } from '../../ports/billing.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Crm } from '../../ports/crm.ts';
import type { InboxEntry, InboxStore } from '../../ports/inbox.ts';
import type { Ledger } from '../../ports/ledger.ts';
import type { Log } from '../../ports/log.ts';
import type { PerSource } from '../../ports/per-source.ts';
import type { BillingSweep, ReconciliationLedger } from '../../ports/reconciliation.ts';
import type { RecoveryEngine, RecoveryRuns } from '../../ports/recovery-engine.ts';
import type { StaffAlerts } from '../../ports/staff-alerts.ts';

/** Everything reconciliation reaches the world with. */
export interface ReconcileDeps {
  readonly ledger: Ledger;
  readonly records: ReconciliationLedger;
  readonly inbox: InboxStore;
  readonly billing: PerSource<Billing>;
  readonly sweeps: PerSource<BillingSweep>;
  /** Today's reading of a body that needs no verification; null when it is not for us. */
  readonly reread: (source: Source, body: string) => Pick<InboxEntry, 'type' | 'content'> | null;
  readonly engine: Pick<RecoveryEngine, 'start' | 'restoreAccess'>;
  readonly runs: RecoveryRuns;
  /** Null where none is configured. */
  readonly crm: Crm | null;
  readonly alerts: StaffAlerts;
  readonly clock: Clock;
  readonly log: Log;
  /** How far back an open failed invoice without a recovery may begin, in milliseconds. */
  readonly windowMs: number;
  /** How long an order is asked for. */
  readonly sequenceBook: SequenceBook;
}
