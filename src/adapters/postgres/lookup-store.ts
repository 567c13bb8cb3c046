import { sql, type Kysely } from 'kysely';
import type { Lookup } from '../../domain/lookup.ts';
import type { LookupRow, LookupStore } from '../../ports/inbox.ts';
import { lookupJson } from './event-json.ts';
import type { Schema } from './schema.ts';
import { sourceName } from './source-name.ts';

/** The part of the inbox that waits for an answer of its source. */
export function createLookupStore(db: Kysely<Schema>): LookupStore {
  return {
    claim: async (limit, now, leaseUntil) => {
      const { rows } = await sql<ClaimedRow>`
        update inbox_events set next_try_at = ${leaseUntil}
        where id in (select id from inbox_events where state = 'needs_lookup' and next_try_at <= ${now}
          order by next_try_at, id limit ${limit} for update skip locked)
        returning id, source, event_id, type, received_at, body, event, tries`.execute(db);
      return rows.map(toLookupRow);
    },
    settle: async (id, { state, reason, now }) => {
      await db
        .updateTable('inbox_events')
        .set({ state, reason, settled_at: now })
        .where('id', '=', id)
        .where('state', '=', 'needs_lookup')
        .execute();
    },
    postpone: async (id, reason, nextTryAt) => {
      await db
        .updateTable('inbox_events')
        .set({ reason, next_try_at: nextTryAt, tries: sql`tries + 1` })
        .where('id', '=', id)
        .where('state', '=', 'needs_lookup')
        .execute();
    },
  };
}

interface ClaimedRow {
  readonly id: string;
  readonly source: string;
  readonly event_id: string;
  readonly type: string;
  readonly received_at: string;
  readonly body: string;
  readonly event: string | null;
  readonly tries: number;
}

function toLookupRow(row: ClaimedRow): LookupRow {
  const lookup = readLookup(row.event);
  if (!lookup) return { id: row.id, entry: null, lookup: null, tries: row.tries };
  return {
    id: row.id,
    lookup,
    tries: row.tries,
    entry: {
      source: sourceName.parse(row.source),
      eventId: row.event_id,
      type: row.type,
      receivedAt: row.received_at,
      body: row.body,
      content: { kind: 'needs_lookup', lookup },
    },
  };
}

function readLookup(text: string | null): Lookup | null {
  try {
    return lookupJson.safeParse(JSON.parse(text ?? 'null')).data ?? null;
  } catch {
    // Not even JSON: the row keeps what was received, and the caller parks it.
    return null;
  }
}
