import { toInstant, type IsoInstant } from '../../domain/instant.ts';
import type { BillingSweep, FoundEvent, FoundFailure, Page } from '../../ports/reconciliation.ts';
import { createPaddleReader, type PaddleClientOptions, type PaddleReader } from './client.ts';
import { failedPayments } from './readings.ts';
import { notificationsAnswer, transactionsAnswer, type Transaction } from './schemas.ts';

/**
 * `GET /notifications` that were not delivered, and `GET /transactions?status=past_due`.
 * @see https://developer.paddle.com/api-reference/notifications/list-notifications and …/transactions/list-transactions,
 *   as of 2026-11-23
 */
export function createPaddleSweep(options: PaddleClientOptions): BillingSweep {
  const { read } = createPaddleReader(options);
  return {
    undeliveredEvents: (since, cursor) => undeliveredEvents(read, since, cursor),
    openFailures: (since, cursor) => openFailures(read, since, cursor),
    closingEvent: ({ debtId }, standing, now) => {
      const event = {
        event_id: `recoup:${debtId}:${standing}`,
        event_type: standing === 'paid' ? 'transaction.completed' : 'transaction.canceled',
        occurred_at: now,
        data: { id: debtId },
      };
      return { eventId: event.event_id, body: JSON.stringify(event) };
    },
  };
}

type Read = PaddleReader['read'];

async function undeliveredEvents(
  read: Read,
  since: IsoInstant,
  cursor: string | null,
): Promise<Page<FoundEvent>> {
  const { data, meta } = await read({
    doing: 'listing undelivered notifications',
    path: '/notifications',
    query: { status: 'needs_retry,failed', from: since, per_page: '100', ...(cursor && { after: cursor }) },
    schema: notificationsAnswer,
  });
  const items = data.map(({ payload }) => ({ eventId: payload.event_id, body: JSON.stringify(payload) }));
  return { items, next: nextOf(meta.pagination) };
}

const ORIGINS = 'subscription_recurring,subscription_update,subscription_charge';

async function openFailures(
  read: Read,
  since: IsoInstant,
  cursor: string | null,
): Promise<Page<FoundFailure>> {
  const { data, meta } = await read({
    doing: 'listing past due transactions',
    path: '/transactions',
    query: {
      ...{ status: 'past_due', origin: ORIGINS, 'created_at[GTE]': since, per_page: '30' },
      ...(cursor && { after: cursor }),
    },
    schema: transactionsAnswer,
  });
  return { items: data.map(toFailure), next: nextOf(meta.pagination) };
}

function toFailure(transaction: Transaction): FoundFailure {
  const tries = failedPayments(transaction)
    .map(({ created_at }) => created_at ?? '')
    .filter((at) => at !== '')
    .toSorted();
  const first = tries[0] ?? transaction.billed_at ?? transaction.created_at ?? '';
  const failedAt = toInstant(Date.parse(first) || 0);
  const eventId = `recoup:${transaction.id}:past_due`;
  const event = {
    event_id: eventId,
    event_type: 'transaction.past_due',
    occurred_at: failedAt,
    data: transaction,
  };
  return { debtId: transaction.id, eventId, failedAt, body: JSON.stringify(event) };
}

/** The cursor within the address of the next page. */
function nextOf({
  has_more,
  next,
}: {
  readonly has_more: boolean;
  readonly next?: string | null | undefined;
}) {
  if (!has_more || !next || !URL.canParse(next)) return null;
  return new URL(next).searchParams.get('after');
}
