import { sql, type Kysely, type Transaction } from 'kysely';
import { toEpochMs, toInstant, type IsoInstant } from '../../domain/instant.ts';
import type { HandOff, RelayRound } from '../../ports/inbox.ts';
import type { Schema } from './schema.ts';

/** A table whose rows wait to be handed to Temporal: `pending`, then `done` or `parked`. */
export interface Outbox<Row extends OutboxRow> {
  readonly table: 'inbox_events' | 'recovery_news';
  /** Read beside `id` and `tries`. */
  readonly columns: readonly Exclude<keyof Row & string, keyof OutboxRow>[];
  /** Hands one row over; says so as a value when it cannot be. */
  readonly handOver: (row: Row) => Promise<HandOff>;
  /** Written beside `state` with a row that is done. */
  readonly whenDone?: () => { readonly settled_at: IsoInstant };
}

export interface OutboxRow {
  readonly id: string;
  readonly tries: number;
}

/** A refused row is parked after this many tries: a person must look, and makes it `pending` again. */
const MAX_TRIES = 5;
/** Between tries while Temporal is unreachable: short, because customers wait for nothing else. */
const UNREACHABLE_PAUSE_MS = 1_000;

/** One round over the due rows. They stay locked while they are handed over, so replicas never share one. */
export function relayDueRows<Row extends OutboxRow>(
  db: Kysely<Schema>,
  outbox: Outbox<Row>,
  { limit, now }: { readonly limit: number; readonly now: IsoInstant },
): Promise<RelayRound> {
  return db.transaction().execute(async (trx) => {
    const columns = sql.join(['id', 'tries', ...outbox.columns].map((column) => sql.ref(column)));
    const { rows } = await sql<Row>`
      select ${columns} from ${sql.table(outbox.table)} where state = 'pending' and next_try_at <= ${now}
      order by next_try_at, id limit ${limit} for update skip locked`.execute(trx);
    const results = await Promise.all(rows.map(async (row) => ({ row, result: await outbox.handOver(row) })));
    const parked: string[] = [];
    for (const { row, result } of results) {
      const change = changeOf(row, result, now);
      const done = result.kind === 'done' ? outbox.whenDone?.() : undefined;
      await update(trx, { table: outbox.table, id: row.id, change: { ...change, ...done } });
      if (change.state === 'parked') parked.push(row.id);
    }
    const unreachable = results.filter(({ result }) => result.kind === 'unreachable').length;
    return { taken: rows.length, unreachable, parked };
  });
}

interface RowChange {
  readonly table: Outbox<OutboxRow>['table'];
  readonly id: string;
  readonly change: ReturnType<typeof changeOf> & { readonly settled_at?: IsoInstant };
}

async function update(trx: Transaction<Schema>, { table, id, change }: RowChange): Promise<void> {
  const values = Object.entries(change).map(([column, value]) => sql`${sql.ref(column)} = ${value}`);
  await sql`update ${sql.table(table)} set ${sql.join(values)} where id = ${id}`.execute(trx);
}

function changeOf(row: OutboxRow, result: HandOff, now: IsoInstant) {
  if (result.kind === 'done') return { state: 'done', reason: null };
  const later = (ms: number) => toInstant(toEpochMs(now) + ms);
  if (result.kind === 'unreachable') return { state: 'pending', next_try_at: later(UNREACHABLE_PAUSE_MS) };
  const tries = row.tries + 1;
  const state = tries >= MAX_TRIES ? 'parked' : 'pending';
  return { state, tries, reason: result.reason, next_try_at: later(2 ** tries * 1_000) };
}
