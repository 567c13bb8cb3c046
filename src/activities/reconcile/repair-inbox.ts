import { DAY_MS } from '../../domain/duration.ts';
import { NOTHING_FOUND, type RepairPage, type RepairRequest } from '../../domain/reconciliation.ts';
import { toEpochMs, toInstant } from '../../domain/instant.ts';
import type { ReconcileDeps } from './deps.ts';

/** Rows tried again, and rows named, in one run. */
const ROWS = 50;

/**
 * Parked rows are tried again once a day: what refused them may have been repaired. Those left, and the quarantined
 * ones, wait for a person.
 */
export async function repairInbox(deps: ReconcileDeps, request: RepairRequest): Promise<RepairPage> {
  const now = await deps.clock();
  const before = toInstant(toEpochMs(request.startedAt) - DAY_MS);
  const retried = await deps.records.retryParked({
    ...{ before, now: toInstant(now), limit: ROWS },
    dryRun: request.dryRun,
  });
  const waiting = (await deps.records.waitingRows(ROWS)).filter(({ id }) => !retried.includes(id));
  return {
    ...NOTHING_FOUND,
    looked: retried.length + waiting.length,
    repaired: retried.length,
    left: waiting.length,
    findings: [
      ...retried.map((id) => `inbox ${id}: tried again`),
      ...waiting.map(({ id, state }) => `inbox ${id}: ${state}`),
    ],
  };
}
