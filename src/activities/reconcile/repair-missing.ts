import { NOTHING_FOUND, type RepairPage, type RepairRequest } from '../../domain/reconciliation.ts';
import type { Source } from '../../domain/ids.ts';
import { DAY_MS } from '../../domain/duration.ts';
import { toEpochMs, toInstant } from '../../domain/instant.ts';
import type { FoundFailure } from '../../ports/reconciliation.ts';
import { entryOf } from './collect-event.ts';
import type { ReconcileDeps } from './deps.ts';
import { whereOffered } from './sweep-refusal.ts';

const SOURCE: Source = 'stripe';
/** Invoices so much older than the window are still looked at, so that those left alone are named. */
const BEYOND_MS = 30 * DAY_MS;

/**
 * Open failed invoices that nobody has told us of are opened as if their failure had arrived. Those that failed before
 * the window are only named: a customer who has heard nothing in all that time is not to get a final notice first.
 */
export function repairMissing(deps: ReconcileDeps, request: RepairRequest): Promise<RepairPage> {
  return whereOffered(async () => {
    const since = toInstant(toEpochMs(request.startedAt) - deps.windowMs - BEYOND_MS);
    const { items, next } = await deps.sweeps[SOURCE].openFailures(since, request.cursor);
    const debtIds = items.map(({ debtId }) => debtId);
    const eventIds = items.map(({ eventId }) => eventId);
    const [debts, events] = await Promise.all([
      deps.records.knownDebts(SOURCE, debtIds),
      deps.records.knownEvents(SOURCE, eventIds),
    ]);
    const unknown = items.filter(({ debtId, eventId }) => !debts.has(debtId) && !events.has(eventId));
    const findings: string[] = [];
    let repaired = 0;
    for (const failure of unknown) {
      const opened = await openMissing(deps, failure, request);
      if (opened === 'ignored') continue;
      if (opened === 'opened') repaired += 1;
      findings.push(`${failure.debtId}: ${opened}`);
    }
    return { ...NOTHING_FOUND, looked: items.length, repaired, findings, next };
  });
}

async function openMissing(
  deps: ReconcileDeps,
  failure: FoundFailure,
  { startedAt, dryRun }: RepairRequest,
): Promise<string> {
  const entry = await entryOf(deps, SOURCE, failure);
  // Of another mode, or an invoice for which nobody is asked.
  if (entry?.content.kind !== 'event' || entry.content.event.kind !== 'payment_failed') return 'ignored';
  if (toEpochMs(failure.failedAt) < toEpochMs(startedAt) - deps.windowMs) {
    return `not opened, it failed on ${failure.failedAt.slice(0, 10)}, before the window (RECONCILE_WINDOW)`;
  }
  if (!dryRun) await deps.inbox.append([entry]);
  return 'opened';
}
