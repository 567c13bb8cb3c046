import { z } from 'zod';
import { toEpochMs, toInstant, type IsoInstant } from '../../domain/instant.ts';
import type { BillingSweep, FoundEvent, FoundFailure, Page } from '../../ports/reconciliation.ts';
import { createChargebeeClient, type AskChargebee, type ChargebeeClientOptions } from './client.ts';
import { closingEvent } from './closing-event.ts';
import { notOffered } from './errors.ts';

export interface ChargebeeSweepOptions extends ChargebeeClientOptions {
  /** Event types we act on. */
  readonly eventTypes: readonly string[];
}

const PAGE = '100';

/**
 * `GET /api/v2/events` and `GET /api/v2/invoices`. Which events were delivered is told for each webhook by itself, so all
 * of ours are listed: the inbox knows which it has.
 * @see https://apidocs.chargebee.com/docs/api/events#list_events and …/invoices#list_invoices, as of 2026-11-23
 */
export function createChargebeeSweep(options: ChargebeeSweepOptions): BillingSweep {
  const ask = createChargebeeClient(options);
  return {
    undeliveredEvents: (since, cursor) => events(ask, options.eventTypes, { since, cursor }),
    openFailures: (since, cursor) => openFailures(ask, { since, cursor }),
    closingEvent,
  };
}

interface Position {
  readonly since: IsoInstant;
  readonly cursor: string | null;
}

const eventList = z.object({
  list: z.array(z.object({ event: z.looseObject({ id: z.string() }) })),
  next_offset: z.string().nullish(),
});

async function events(
  ask: AskChargebee,
  types: readonly string[],
  { since, cursor }: Position,
): Promise<Page<FoundEvent>> {
  const doing = 'listing events';
  const query = {
    limit: PAGE,
    'event_type[in]': JSON.stringify(types),
    'occurred_at[after]': secondsBefore(since),
    ...(cursor && { offset: cursor }),
  };
  const answer = await ask({ doing, schema: eventList, path: '/events', query });
  if (answer === 'missing') throw notOffered(doing);
  const items = answer.list.map(({ event }) => ({ eventId: event.id, body: JSON.stringify(event) }));
  return { items, next: answer.next_offset ?? null };
}

const invoiceList = z.object({
  list: z.array(z.object({ invoice: z.looseObject({ id: z.string(), date: z.int() }) })),
  next_offset: z.string().nullish(),
});
type ListedInvoice = z.infer<typeof invoiceList>['list'][number]['invoice'];

/** Both words mean that a charge has failed: `payment_due` is tried again, `not_paid` no more. */
async function openFailures(ask: AskChargebee, { since, cursor }: Position): Promise<Page<FoundFailure>> {
  const doing = 'listing unpaid invoices';
  const query = {
    limit: PAGE,
    'status[in]': JSON.stringify(['payment_due', 'not_paid']),
    'recurring[is]': 'true',
    'date[after]': secondsBefore(since),
    ...(cursor && { offset: cursor }),
  };
  const answer = await ask({ doing, schema: invoiceList, path: '/invoices', query });
  if (answer === 'missing') throw notOffered(doing);
  return { items: answer.list.map(({ invoice }) => toFailure(invoice)), next: answer.next_offset ?? null };
}

/** The first charge follows at once when an invoice is made; its own failure is not in the list. */
function toFailure(invoice: ListedInvoice): FoundFailure {
  const event = {
    id: `recoup:${invoice.id}:open`,
    event_type: 'payment_failed',
    occurred_at: invoice.date,
    api_version: 'v2',
    content: { invoice },
  };
  return {
    debtId: invoice.id,
    eventId: event.id,
    failedAt: toInstant(invoice.date * 1000),
    body: JSON.stringify(event),
  };
}

/** `after` leaves out the second itself. */
function secondsBefore(since: IsoInstant): string {
  return String(Math.floor(toEpochMs(since) / 1000) - 1);
}
