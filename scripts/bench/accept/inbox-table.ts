import pg from 'pg';
import type { InboxTable } from './contender.ts';

/** @param url of a database that a server has migrated */
export async function openInboxTable(url: string): Promise<InboxTable> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  return {
    count: async () => {
      const { rows } = await client.query<{ count: string }>('select count(*) from inbox_events');
      return Number(rows[0]?.count);
    },
    clear: async () => {
      await client.query('truncate inbox_events, standings, recoveries cascade');
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
