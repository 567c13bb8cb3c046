import { NOTHING_FOUND, type RepairPage, type RepairRequest } from '../../domain/reconciliation.ts';
import { acrossSources, type SweepPage } from './across-sources.ts';
import { entryOf } from './collect-event.ts';
import type { ReconcileDeps } from './deps.ts';

/** Events that the processor could not deliver go into the inbox as their webhooks would have. */
export function repairEvents(deps: ReconcileDeps, request: RepairRequest): Promise<RepairPage> {
  return acrossSources(deps.sweeps, request.cursor, (page) => repairPage(deps, request, page));
}

async function repairPage(
  deps: ReconcileDeps,
  { eventsSince, dryRun }: RepairRequest,
  { source, sweep, cursor }: SweepPage,
): Promise<RepairPage> {
  const { items, next } = await sweep.undeliveredEvents(eventsSince, cursor);
  const entries = (await Promise.all(items.map((event) => entryOf(deps, source, event)))).filter(
    (entry) => entry !== null,
  );
  const ids = entries.map(({ eventId }) => eventId);
  const known = await deps.records.knownEvents(source, ids);
  const missed = entries.filter(({ eventId }) => !known.has(eventId));
  if (missed.length > 0 && !dryRun) await deps.inbox.append(missed);
  return {
    ...NOTHING_FOUND,
    looked: items.length,
    repaired: missed.length,
    findings: missed.map(({ eventId, type }) => `${eventId} ${type}`),
    next,
  };
}
