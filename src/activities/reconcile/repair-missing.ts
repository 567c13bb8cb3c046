import { NOTHING_FOUND, type RepairPage, type RepairRequest } from '../../domain/reconciliation.ts';
import type { Source } from '../../domain/ids.ts';
import { DAY_MS } from '../../domain/duration.ts';
import { toEpochMs, toInstant } from '../../domain/instant.ts';
import type { FoundFailure } from '../../ports/reconciliation.ts';
import { acrossSources, type SweepPage } from './across-sources.ts';
import { entryOf } from './collect-event.ts';
import type { ReconcileDeps } from './deps.ts';
import { whyBeforeWindow } from './too-late.ts';

/** Invoices so much older than the window are still looked at, so that those left alone are named. */
const BEYOND_MS = 30 * DAY_MS;

/**
 * Open failed invoices that nobody has told us of are opened as if their failure had arrived. Those that failed before
 * the window are only named: a customer who has heard nothing in all that time is not to get a final notice first.
 */
export function repairMissing(deps: ReconcileDeps, request: RepairRequest): Promise<RepairPage> {
  return acrossSources(deps.sweeps, request.cursor, (page) => repairPage(deps, request, page));
}

async function repairPage(
  deps: ReconcileDeps,
  request: RepairRequest,
  { source, sweep, cursor }: SweepPage,
): Promise<RepairPage> {
  const since = toInstant(toEpochMs(request.startedAt) - deps.windowMs - BEYOND_MS);
  const { items, next } = await sweep.openFailures(since, cursor);
  const findings: string[] = [];
  let repaired = 0;
  for (const failure of await unknownOf(deps, source, items)) {
    const opened = await openMissing(deps, { source, failure }, request);
    if (opened === 'ignored') continue;
    if (opened === 'opened') repaired += 1;
    findings.push(`${failure.debtId}: ${opened}`);
  }
  return { ...NOTHING_FOUND, looked: items.length, repaired, findings, next };
}

async function unknownOf(
  { records }: ReconcileDeps,
  source: Source,
  items: readonly FoundFailure[],
): Promise<readonly FoundFailure[]> {
  const debtIds = items.map(({ debtId }) => debtId);
  const eventIds = items.map(({ eventId }) => eventId);
  const [debts, events] = await Promise.all([
    records.knownDebts(source, debtIds),
    records.knownEvents(source, eventIds),
  ]);
  return items.filter(({ debtId, eventId }) => !debts.has(debtId) && !events.has(eventId));
}

async function openMissing(
  deps: ReconcileDeps,
  { source, failure }: { readonly source: Source; readonly failure: FoundFailure },
  { startedAt, dryRun }: RepairRequest,
): Promise<string> {
  const entry = await entryOf(deps, source, failure);
  // Of another mode, or an invoice for which nobody is asked.
  if (entry?.content.kind !== 'event' || entry.content.event.kind !== 'payment_failed') return 'ignored';
  const tooLate = whyBeforeWindow(deps, failure.failedAt, startedAt);
  if (tooLate) return tooLate;
  if (!dryRun) await deps.inbox.append([entry]);
  return 'opened';
}
