import type { Kysely } from 'kysely';
import type { PaymentEvent } from '../../domain/events.ts';
import type { HandOff, RelayRow, RelayStore } from '../../ports/inbox.ts';
import { eventJson } from './event-json.ts';
import { relayDueRows, type OutboxRow } from './outbox.ts';
import { ofDebt } from './recoveries.ts';
import type { Schema } from './schema.ts';

/** The relay's side of the inbox. */
export function createRelayStore(db: Kysely<Schema>): RelayStore {
  return {
    relay: (limit, now, handOver) =>
      relayDueRows<EventRow>(
        db,
        {
          table: 'inbox_events',
          columns: ['event'],
          handOver: (row) => handOverReadable(row, handOver),
          whenDone: () => ({ settled_at: now }),
        },
        { limit, now },
      ),
    firstFailure: async (debt) => {
      const row = await db
        .selectFrom('inbox_events')
        .select((select) => [
          select.fn.min('occurred_at').as('occurred_at'),
          select.fn.min('received_at').as('received_at'),
        ])
        .where(ofDebt(debt))
        .where('kind', '=', 'payment_failed')
        .executeTakeFirst();
      if (!row?.occurred_at) return null;
      return { occurredAt: row.occurred_at, receivedAt: row.received_at };
    },
    oldestPending: async () => {
      const row = await db
        .selectFrom('inbox_events')
        .select((select) => select.fn.min('received_at').as('received_at'))
        .where('state', '=', 'pending')
        .executeTakeFirst();
      return row?.received_at ?? null;
    },
  };
}

interface EventRow extends OutboxRow {
  readonly event: string | null;
}

/** A row of a later version, or one that a person made pending, must not stop the rows beside it. */
async function handOverReadable(
  row: EventRow,
  handOver: (row: RelayRow) => Promise<HandOff>,
): Promise<HandOff> {
  const event = readEvent(row.event);
  return event ? handOver({ ...row, event }) : { kind: 'refused', reason: 'its event cannot be read' };
}

function readEvent(text: string | null): PaymentEvent | null {
  try {
    return eventJson.safeParse(JSON.parse(text ?? 'null')).data ?? null;
  } catch {
    // Not even JSON; the row keeps what was received, and the caller says that it cannot be read.
    return null;
  }
}
