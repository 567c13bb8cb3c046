import { sql, type Kysely } from 'kysely';
import type { Source } from '../../domain/ids.ts';
import type { InboxDesk, InboxEntry, InboxStore, WaitingEntry } from '../../ports/inbox.ts';
import type { Schema } from './schema.ts';
import { sourceName } from './source-name.ts';

export interface InboxDeskParts {
  readonly db: Kysely<Schema>;
  readonly inbox: InboxStore;
  /** Today's reading of a stored body; null when it is not for us. */
  readonly reread: (source: Source, body: string) => Pick<InboxEntry, 'type' | 'content'> | null;
  readonly now: () => string;
}

/** What staff do with events that nobody understood, or that were refused. */
export function createInboxDesk(parts: InboxDeskParts): InboxDesk {
  return {
    list: async (state) => {
      const rows = await parts.db
        .selectFrom('inbox_events')
        .select(['id', 'state', 'received_at', 'type', 'event_id', 'reason'])
        .where('state', 'in', state ? [state] : ['quarantined', 'parked'])
        .orderBy('id')
        .execute();
      return rows.map((row) => ({
        id: row.id,
        state: row.state,
        receivedAt: row.received_at,
        entryType: row.type,
        eventId: row.event_id,
        reason: row.reason,
      }));
    },
    replay: (entry) => replay(parts, entry),
  };
}

async function replay(parts: InboxDeskParts, { id, state }: WaitingEntry): Promise<string> {
  const { db, inbox, reread, now } = parts;
  const row = await db
    .selectFrom('inbox_events')
    .selectAll()
    .where('id', '=', id)
    .where('state', '=', state)
    .executeTakeFirst();
  if (!row) return 'somebody else has taken it';
  const source = sourceName.parse(row.source);
  const read = reread(source, row.body);
  if (!read) {
    const settled = { state: 'ignored', reason: 'not for us', settled_at: now() };
    await db.updateTable('inbox_events').set(settled).where('id', '=', id).execute();
    return 'ignored: it is not for us';
  }
  if (read.content.kind === 'quarantined') return `still not understood: ${read.content.reason}`;
  await reopen(db, id, read.content);
  const { event_id: eventId, received_at: receivedAt, body } = row;
  await inbox.append([{ source, eventId, receivedAt, body, ...read }]);
  return read.content.kind === 'needs_lookup' ? 'understood; its source is asked next' : 'understood';
}

/**
 * A row that waits for an answer is the one kind that an entry with the same id replaces, standings included. Far off,
 * so that nobody asks about it in between; one that has a question of its own is asked about at once.
 */
async function reopen(db: Kysely<Schema>, id: string, content: InboxEntry['content']): Promise<void> {
  const question = content.kind === 'needs_lookup' ? JSON.stringify(content.lookup) : null;
  await sql`
    update inbox_events set state = 'needs_lookup', tries = 0, reason = null, event = coalesce(${question}, event),
      next_try_at = case when ${question}::text is null then now() + interval '1 hour' else received_at end
    where id = ${id}`.execute(db);
}
