import { NOTHING_FOUND, type RepairPage, type RepairRequest } from '../../domain/reconciliation.ts';
import type { Source } from '../../domain/ids.ts';
import { entryOf } from './collect-event.ts';
import type { ReconcileDeps } from './deps.ts';
import { whereOffered } from './sweep-refusal.ts';

const SOURCE: Source = 'stripe';

/** Events that the processor could not deliver go into the inbox as their webhooks would have. */
export function repairEvents(deps: ReconcileDeps, request: RepairRequest): Promise<RepairPage> {
  return whereOffered(async () => {
    const { items, next } = await deps.sweeps[SOURCE].undeliveredEvents(request.eventsSince, request.cursor);
    const entries = (await Promise.all(items.map((event) => entryOf(deps, SOURCE, event)))).filter(
      (entry) => entry !== null,
    );
    const ids = entries.map(({ eventId }) => eventId);
    const known = await deps.records.knownEvents(SOURCE, ids);
    const missed = entries.filter(({ eventId }) => !known.has(eventId));
    if (missed.length > 0 && !request.dryRun) await deps.inbox.append(missed);
    return {
      ...NOTHING_FOUND,
      looked: items.length,
      repaired: missed.length,
      findings: missed.map(({ eventId, type }) => `${eventId} ${type}`),
      next,
    };
  });
}
