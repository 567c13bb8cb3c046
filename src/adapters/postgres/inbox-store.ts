import type pg from 'pg';
import type { InboxStore } from '../../ports/inbox.ts';
import { closingColumns, entryColumns, rowOf } from './inbox-rows.ts';
import { APPEND, REPLACE } from './inbox-statements.ts';

/** The inbox on Postgres. */
export function createInboxStore(pool: pg.Pool): InboxStore {
  return {
    append: async (entries) => {
      // Batches of two connections in opposite order would deadlock on a shared id.
      const rows = entries
        .map(rowOf)
        .sort((a, b) => compare(a.source, b.source) || compare(a.eventId, b.eventId));
      const values = [...entryColumns(rows), ...closingColumns(entries)];
      const { rowCount } = await pool.query({ ...APPEND, values });
      if (rowCount === rows.length) return;
      // Some are known already; hardly ever one that waits for an answer, so only now is it looked for.
      const understood = rows.filter(({ state }) => state !== 'needs_lookup');
      if (understood.length > 0) await pool.query({ ...REPLACE, values: entryColumns(understood) });
    },
  };
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
