import { sql, type Kysely } from 'kysely';
import type { PaymentEvent } from '../../domain/events.ts';
import type { DebtRef } from '../../domain/ids.ts';
import type { IsoInstant } from '../../domain/instant.ts';
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
    oldestPending: () => oldestPending(db),
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

/**
 * Two looks into an index, however many rows wait: the first by next try is the oldest of those never tried, because
 * they are due from their arrival.
 */
async function oldestPending(db: Kysely<Schema>): Promise<IsoInstant | null> {
  const { rows } = await sql<{ received_at: string | null }>`
    select least(
      (select received_at from inbox_events where state = 'pending' order by next_try_at limit 1),
      (select min(received_at) from inbox_events where state = 'pending' and next_try_at > received_at)
    ) as received_at`.execute(db);
  return rows[0]?.received_at ?? null;
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
