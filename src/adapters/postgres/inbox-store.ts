import type pg from 'pg';
import type { InboxEntry, InboxStore } from '../../ports/inbox.ts';
import { closes, closingColumns, entryColumns, rowOf, type InboxRow } from './inbox-rows.ts';
import { APPEND, APPEND_CLOSING, REPLACE } from './inbox-statements.ts';

/** The inbox on Postgres. */
export function createInboxStore(pool: pg.Pool): InboxStore {
  return {
    append: async (entries) => {
      // Batches of two connections in opposite order would deadlock on a shared id.
      const rows = entries
        .map(rowOf)
        .sort((a, b) => compare(a.source, b.source) || compare(a.eventId, b.eventId));
      const { rowCount } = await pool.query(appending(rows, entries));
      if (rowCount === rows.length) return;
      // Some are known already; hardly ever one that waits for an answer, so only now is it looked for.
      const understood = rows.filter(({ state }) => state !== 'needs_lookup');
      if (understood.length > 0) await pool.query({ ...REPLACE, values: entryColumns(understood) });
    },
  };
}

/** Most of what comes closes nothing. */
function appending(rows: readonly InboxRow[], entries: readonly InboxEntry[]) {
  if (!entries.some(closes)) return { ...APPEND, values: entryColumns(rows) };
  return { ...APPEND_CLOSING, values: [...entryColumns(rows), ...closingColumns(entries)] };
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
