import { sql, type Kysely } from 'kysely';
import type { PaymentEvent } from '../../domain/events.ts';
import type { DebtRef } from '../../domain/ids.ts';
import type { FirstFailure, HandOff, RelayRow, RelayStore } from '../../ports/inbox.ts';
import { eventJson } from './event-json.ts';
import { relayDueRows, type OutboxRow } from './outbox.ts';
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
    firstFailure: (debt) => firstFailure(db, debt),
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

/** Also a failure that waits to be known for an order's: which of two is asked about first is chance. */
async function firstFailure(db: Kysely<Schema>, { source, debtId }: DebtRef): Promise<FirstFailure | null> {
  const { rows } = await sql<{ occurred_at: string | null; received_at: string }>`
    select min(occurred_at) as occurred_at, min(received_at) as received_at from (
      select occurred_at, received_at from inbox_events
        where source = ${source} and debt_id = ${debtId} and kind = 'payment_failed'
      union all select occurred_at, received_at from inbox_events
        where source = ${source} and debt_id = ${debtId} and kind = 'lookup_order' and state = 'needs_lookup'
    ) failures`.execute(db);
  const [row] = rows;
  return row?.occurred_at ? { occurredAt: row.occurred_at, receivedAt: row.received_at } : null;
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
