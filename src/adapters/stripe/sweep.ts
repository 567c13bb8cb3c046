import { z } from 'zod';
import { toEpochMs, toInstant, type IsoInstant } from '../../domain/instant.ts';
import { ProviderError } from '../../ports/provider-error.ts';
import type { BillingSweep, FoundEvent, FoundFailure, Page } from '../../ports/reconciliation.ts';
import { createReader, type StripeClientOptions, type StripeReader } from './client.ts';
import { closingEvent } from './closing-event.ts';

export interface StripeSweepOptions extends StripeClientOptions {
  /** Event types we act on; at most 20 in one question. */
  readonly eventTypes: readonly string[];
  /** What the key is for. */
  readonly isLive: boolean;
}

const PAGE = 100;

/**
 * `GET /v1/events?delivery_success=false` and `GET /v1/invoices?status=open`, newest first, of the key's own account:
 * events of connected accounts are listed in each account alone.
 * @see https://docs.stripe.com/webhooks/process-undelivered-events, read 2026-11-23
 */
export function createStripeSweep(options: StripeSweepOptions): BillingSweep {
  const reader = createReader(options);
  return {
    undeliveredEvents: (since, cursor) => undeliveredEvents(reader, options.eventTypes, { since, cursor }),
    openFailures: (since, cursor) => openFailures(reader, { since, cursor }),
    closingEvent: (input, standing, now) => closingEvent({ input, standing, now, isLive: options.isLive }),
  };
}

interface Position {
  readonly since: IsoInstant;
  readonly cursor: string | null;
}

function listed({ since, cursor }: Position) {
  const created = { gte: Math.floor(toEpochMs(since) / 1000) };
  return { created, limit: PAGE, ...(cursor ? { starting_after: cursor } : {}) };
}

const eventList = z.object({
  data: z.array(z.looseObject({ id: z.string(), type: z.string() })),
  has_more: z.boolean(),
});

async function undeliveredEvents(
  { stripe, read }: StripeReader,
  types: readonly string[],
  position: Position,
): Promise<Page<FoundEvent>> {
  const doing = 'listing undelivered events';
  const answer = await read({
    doing,
    schema: eventList,
    ask: () => stripe.events.list({ ...listed(position), types: [...types], delivery_success: false }),
  });
  if (answer === 'missing') throw notOffered(doing);
  const items = answer.data.map((event) => ({ eventId: event.id, body: JSON.stringify(event) }));
  return { items, next: nextOf(answer) };
}

const invoiceList = z.object({
  data: z.array(
    z.looseObject({
      id: z.string(),
      created: z.int(),
      livemode: z.boolean().nullish(),
      attempted: z.boolean().nullish(),
      attempt_count: z.int().nullish(),
      amount_remaining: z.int().nullish(),
      status_transitions: z.object({ finalized_at: z.int().nullish() }).nullish(),
    }),
  ),
  has_more: z.boolean(),
});
type ListedInvoice = z.infer<typeof invoiceList>['data'][number];

/** Charged automatically, tried, and still open: an invoice that is sent has no failed charge to speak of. */
async function openFailures({ stripe, read }: StripeReader, position: Position): Promise<Page<FoundFailure>> {
  const doing = 'listing open invoices';
  const answer = await read({
    doing,
    schema: invoiceList,
    ask: () =>
      stripe.invoices.list({
        ...listed(position),
        status: 'open',
        collection_method: 'charge_automatically',
      }),
  });
  if (answer === 'missing') throw notOffered(doing);
  return { items: answer.data.filter(hasFailed).map(toFailure), next: nextOf(answer) };
}

function hasFailed({ attempted, attempt_count, amount_remaining }: ListedInvoice): boolean {
  return (attempted === true || (attempt_count ?? 0) > 0) && (amount_remaining ?? 1) > 0;
}

/** The first charge follows at once when an invoice is finalised; its own failure is not in the list. */
function toFailure(invoice: ListedInvoice): FoundFailure {
  const failedAt = invoice.status_transitions?.finalized_at ?? invoice.created;
  const event = {
    id: `recoup:${invoice.id}:open`,
    object: 'event',
    type: 'invoice.payment_failed',
    created: failedAt,
    livemode: invoice.livemode ?? false,
    data: { object: invoice },
  };
  return {
    debtId: invoice.id,
    eventId: event.id,
    failedAt: toInstant(failedAt * 1000),
    body: JSON.stringify(event),
  };
}

function nextOf(list: { readonly data: readonly { id: string }[]; readonly has_more: boolean }) {
  return list.has_more ? (list.data.at(-1)?.id ?? null) : null;
}

function notOffered(doing: string): ProviderError {
  return new ProviderError({ provider: 'stripe', kind: 'not_found', doing });
}
