import pg from 'pg';
import type { InboxTable } from './contender.ts';

const TRUNCATED = {
  inbox_events: 'inbox_events, standings, recoveries cascade',
  kept_events: 'kept_events',
};

/** @param url of a database in which a server has made its tables */
export async function openInboxTable(
  url: string,
  table: 'inbox_events' | 'kept_events',
): Promise<InboxTable> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  return {
    count: async () => {
      const { rows } = await client.query<{ count: string }>(`select count(*) from ${table}`);
      return Number(rows[0]?.count);
    },
    clear: async () => {
      await client.query(`truncate ${TRUNCATED[table]}`);
      await client.query('checkpoint');
    },
    close: () => client.end(),
  };
}

/** A database of its own, so that one server's relay has nothing to do with the rows of another. */
export async function createDatabase(serverUrl: string, name: string): Promise<string> {
  const client = new pg.Client({ connectionString: serverUrl });
  await client.connect();
  try {
    await client.query(`create database ${name}`);
  } finally {
    await client.end();
  }
  const url = new URL(serverUrl);
  url.pathname = `/${name}`;
  return url.href;
}
