import type { Kysely, Transaction } from 'kysely';
import type { PaymentEvent } from '../../domain/events.ts';
import { toEpochMs, toInstant, type IsoInstant } from '../../domain/instant.ts';
import type { HandOff, RelayRow, RelayStore } from '../../ports/inbox.ts';
import { eventJson } from './event-json.ts';
import { ofDebt } from './recoveries.ts';
import type { Schema } from './schema.ts';

/** A refused row is parked after this many tries: a person must look, and `inbox replay` sends it again. */
const MAX_TRIES = 5;
/** Between tries while Temporal is unreachable: short, because customers wait for nothing else. */
const UNREACHABLE_PAUSE_MS = 1_000;

/** The relay's side of the inbox. Rows stay locked while they are handed over, so replicas never share one. */
export function createRelayStore(db: Kysely<Schema>): RelayStore {
  return {
    relay: (limit, now, handOver) =>
      db.transaction().execute(async (trx) => {
        const rows = await lockDueRows(trx, limit, now);
        const results = await Promise.all(
          rows.map(async (row) => ({ row, result: await handOverReadable(row, handOver) })),
        );
        const parked: string[] = [];
        for (const { row, result } of results) {
          if ((await settle(trx, { row, result, now })) === 'parked') parked.push(row.id);
        }
        const unreachable = results.filter(({ result }) => result.kind === 'unreachable').length;
        return { taken: rows.length, unreachable, parked };
      }),
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

interface LockedRow {
  readonly id: string;
  readonly event: string | null;
  readonly tries: number;
}

function lockDueRows(trx: Transaction<Schema>, limit: number, now: IsoInstant): Promise<LockedRow[]> {
  return trx
    .selectFrom('inbox_events')
    .select(['id', 'event', 'tries'])
    .where('state', '=', 'pending')
    .where('next_try_at', '<=', now)
    .orderBy('next_try_at')
    .orderBy('id')
    .limit(limit)
    .forUpdate()
    .skipLocked()
    .execute();
}

/** A row of a later version, or one that a person made pending, must not stop the rows beside it. */
async function handOverReadable(
  row: LockedRow,
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

interface Settling {
  readonly row: LockedRow;
  readonly result: HandOff;
  readonly now: IsoInstant;
}

async function settle(trx: Transaction<Schema>, { row, result, now }: Settling): Promise<string> {
  const change = changeOf(row, result, now);
  await trx.updateTable('inbox_events').set(change).where('id', '=', row.id).execute();
  return change.state;
}

function changeOf(row: LockedRow, result: HandOff, now: IsoInstant) {
  if (result.kind === 'done') return { state: 'done', settled_at: now, reason: null };
  const later = (ms: number) => toInstant(toEpochMs(now) + ms);
  if (result.kind === 'unreachable') return { state: 'pending', next_try_at: later(UNREACHABLE_PAUSE_MS) };
  const tries = row.tries + 1;
  const state = tries >= MAX_TRIES ? 'parked' : 'pending';
  return { state, tries, reason: result.reason, next_try_at: later(2 ** tries * 1_000) };
}
