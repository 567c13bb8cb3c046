import { z } from 'zod';
import { toInstant, type IsoInstant } from '../../domain/instant.ts';
import type { RecoveryInput } from '../../domain/recovery-input.ts';
import type { ClosingStanding } from '../../domain/standing.ts';
import type { BillingSweep, FoundEvent, Page } from '../../ports/reconciliation.ts';
import { createPaypalReader, type PaypalClientOptions, type ReadPaypal } from './client.ts';
import { notOffered } from './errors.ts';

export interface PaypalSweepOptions extends PaypalClientOptions {
  /** Event types we act on. */
  readonly eventTypes: readonly string[];
}

/**
 * `GET /v1/notifications/webhooks-events`, of the last 30 days. It does not say which were delivered: the inbox knows
 * which it has. PayPal has no list of subscriptions that owe something.
 * @see https://developer.paypal.com/docs/api/webhooks/v1/#webhooks-events_list, as of 2026-11-23
 */
export function createPaypalSweep(options: PaypalSweepOptions): BillingSweep {
  const read = createPaypalReader(options);
  const now = options.now ?? Date.now;
  return {
    undeliveredEvents: (since, cursor) =>
      events(read, new Set(options.eventTypes), cursor ?? firstPage(since, now())),
    openFailures: () => Promise.reject(notOffered('listing subscriptions that owe something')),
    closingEvent,
  };
}

function firstPage(since: IsoInstant, nowMs: number): string {
  const query = new URLSearchParams({ page_size: '100', start_time: since, end_time: toInstant(nowMs) });
  return `?${query.toString()}`;
}

const eventList = z.object({
  events: z.array(z.looseObject({ id: z.string(), event_type: z.string() })).nullish(),
  links: z
    .array(z.object({ rel: z.string(), href: z.string() }))
    .nullish()
    .catch(null),
});

/** @param query of the page: the first one's, or what the page before it names as the next */
async function events(
  read: ReadPaypal,
  types: ReadonlySet<string>,
  query: string,
): Promise<Page<FoundEvent>> {
  const path = `/v1/notifications/webhooks-events${query}`;
  const { events: listed, links } = await read({ doing: 'listing events', schema: eventList, path });
  const items = (listed ?? [])
    .filter(({ event_type }) => types.has(event_type))
    .map((event) => ({ eventId: event.id, body: JSON.stringify(event) }));
  const next = links?.find(({ rel, href }) => rel === 'next' && URL.canParse(href))?.href;
  // Of the link only the question is kept: where it is asked is ours to say.
  return { items, next: next ? new URL(next).search || null : null };
}

/**
 * PayPal has no event that names a debt, so this is our own word for it (`sources/paypal/shapes.ts`): known by an id of
 * its own, so that it is taken once, and read again by the same code as any webhook.
 */
function closingEvent({ debtId }: RecoveryInput, standing: ClosingStanding, now: IsoInstant): FoundEvent {
  const event = {
    id: `recoup-${debtId.replace(':', '-')}-${standing}`,
    event_type: 'RECOUP.DEBT.CLOSED',
    create_time: now,
    resource: { debt_id: debtId, standing },
  };
  return { eventId: event.id, body: JSON.stringify(event) };
}
