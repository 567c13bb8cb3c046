import { createHash } from 'node:crypto';
import { DAY_MS } from '../../domain/duration.ts';
import { toEpochMs, toInstant, type IsoInstant } from '../../domain/instant.ts';
import {
  mattersForStaff,
  type Repair,
  type RepairPage,
  type RepairReport,
  type RepairRequest,
} from '../../domain/reconciliation.ts';
import type { ReconciliationActivities } from '../../workflows/activity-contract.ts';
import { mapFailures } from '../failure-mapping.ts';
import type { ReconcileDeps } from './deps.ts';
import { repairClosed } from './repair-closed.ts';
import { repairCrm } from './repair-crm.ts';
import { repairEvents } from './repair-events.ts';
import { repairInbox } from './repair-inbox.ts';
import { repairMissing } from './repair-missing.ts';
import { repairRuns } from './repair-runs.ts';

const REPAIRING: Readonly<
  Record<Repair, (deps: ReconcileDeps, request: RepairRequest) => Promise<RepairPage>>
> = {
  undelivered_events: repairEvents,
  missing_recoveries: repairMissing,
  closed_elsewhere: repairClosed,
  runs: repairRuns,
  crm: repairCrm,
  inbox: repairInbox,
};

/** A processor's lists may lag behind its events. */
const OVERLAP_MS = DAY_MS;
/** Stripe keeps events for 30 days. @see https://docs.stripe.com/api/events, read 2026-11-23 */
const EVENTS_KEPT_MS = 30 * DAY_MS;

/** The activities of reconciliation, by the names the workflow calls them. Every one may be repeated. */
export function createReconciliationActivities(deps: ReconcileDeps): ReconciliationActivities {
  return {
    beginReconciliation: async () => {
      const startedAt = toInstant(await deps.clock());
      const last = await deps.records.lastReconciliation();
      const reports = last?.reports ?? [];
      const cursors = Object.fromEntries(
        reports.flatMap(({ repair, cursor }) => (cursor === null ? [] : [[repair, cursor] as const])),
      );
      return { startedAt, eventsSince: await eventsSince(deps, startedAt), cursors };
    },
    makeRepair: mapFailures((request) => REPAIRING[request.repair](deps, request)),
    endReconciliation: async ({ startedAt, reports }) => {
      const endedAt = toInstant(await deps.clock());
      await deps.records.recordReconciliation({ startedAt, endedAt, reports });
      deps.log.info({ startedAt, ...summaryOf(reports) }, 'reconciliation.done');
      await tellStaff(deps, reports);
    },
  };
}

async function eventsSince({ records }: ReconcileDeps, startedAt: IsoInstant): Promise<IsoInstant> {
  const last = await records.lastEventSweep();
  const kept = toEpochMs(startedAt) - EVENTS_KEPT_MS;
  return toInstant(last ? Math.max(kept, toEpochMs(last) - OVERLAP_MS) : kept);
}

/** One word per repair, for the log: `runs: 3 of 120`. */
function summaryOf(reports: readonly RepairReport[]): Record<string, string> {
  return Object.fromEntries(
    reports.map(({ repair, looked, repaired, left, skipped, failed }) => {
      const remark = failed ? ', failed' : skipped ? ', skipped' : left > 0 ? `, ${left} left` : '';
      return [repair, `${repaired} of ${looked}${remark}`];
    }),
  );
}

/** The same matters are told once a day, not with every run. */
async function tellStaff({ alerts }: ReconcileDeps, reports: readonly RepairReport[]): Promise<void> {
  const matters = mattersForStaff(reports);
  if (matters.length === 0) return;
  const what = `reconciliation needs a person: ${matters.join('; ')}`;
  const key = createHash('sha256').update(what).digest('hex').slice(0, 12);
  await alerts.alert({
    key: `reconciliation:${key}`,
    what,
    remedy: 'see `npm run recoup -- reconcile --dry-run` and "Reconciliation" in docs/operating.md',
  });
}
