import type { Source } from '../../domain/ids.ts';
import { NOTHING_FOUND, type RepairPage, type RepairRequest } from '../../domain/reconciliation.ts';
import type { InboxEntry } from '../../ports/inbox.ts';
import type { FoundEvent } from '../../ports/reconciliation.ts';
import { acrossSources, type SweepPage } from './across-sources.ts';
import { entryOf } from './collect-event.ts';
import type { ReconcileDeps } from './deps.ts';
import { failureOf, whyTooLate } from './too-late.ts';

/**
 * Events that the processor could not deliver go into the inbox as their webhooks would have, but for failures that would
 * begin a recovery too late: those are only named. What closes a debt is always taken.
 */
export function repairEvents(deps: ReconcileDeps, request: RepairRequest): Promise<RepairPage> {
  return acrossSources(deps.sweeps, request.cursor, (page) => repairPage(deps, request, page));
}

async function repairPage(
  deps: ReconcileDeps,
  { eventsSince, startedAt, dryRun }: RepairRequest,
  { source, sweep, cursor }: SweepPage,
): Promise<RepairPage> {
  const { items, next } = await sweep.undeliveredEvents(eventsSince, cursor);
  const missed = await missedOf(deps, source, items);
  const known = await knownDebts(deps, source, missed);
  const tooLate = (entry: InboxEntry) => {
    const failure = failureOf(entry);
    return failure && !known.has(failure.debt.debtId) ? whyTooLate(deps, failure, startedAt) : null;
  };
  const taken = missed.filter((entry) => tooLate(entry) === null);
  if (taken.length > 0 && !dryRun) await deps.inbox.append(taken);
  return {
    ...NOTHING_FOUND,
    looked: items.length,
    repaired: taken.length,
    findings: missed.map((entry) => findingOf(entry, tooLate(entry))),
    next,
  };
}

/** Those that are for us, and not yet in the inbox. */
async function missedOf(
  deps: ReconcileDeps,
  source: Source,
  items: readonly FoundEvent[],
): Promise<readonly InboxEntry[]> {
  const entries = (await Promise.all(items.map((event) => entryOf(deps, source, event)))).filter(
    (entry) => entry !== null,
  );
  const known = await deps.records.knownEvents(
    source,
    entries.map(({ eventId }) => eventId),
  );
  return entries.filter(({ eventId }) => !known.has(eventId));
}

function knownDebts(
  { records }: ReconcileDeps,
  source: Source,
  entries: readonly InboxEntry[],
): Promise<ReadonlySet<string>> {
  const failures = entries.map(failureOf).filter((failure) => failure !== null);
  return records.knownDebts(
    source,
    failures.map(({ debt }) => debt.debtId),
  );
}

function findingOf({ eventId, type }: InboxEntry, tooLate: string | null): string {
  return tooLate === null ? `${eventId} ${type}` : `${eventId} ${type}: ${tooLate}`;
}
