import pg from 'pg';
import { textArray } from '../../../src/adapters/postgres/binary-array.ts';

interface Row {
  readonly id: string;
  readonly rawBody: Buffer;
}

interface Waiting extends Row {
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

const LANES = 2;
const CREATE =
  'create table if not exists kept_events (id text primary key, body text storage external not null)';
const INSERT = {
  name: 'keep',
  text: 'insert into kept_events select * from unnest($1::text[], $2::text[]) on conflict do nothing',
};

/**
 * Durable, and nothing else: rows in commits that requests share, through the same driver and in the same format as ours.
 * What our own server takes longer than this is what it does with an event.
 */
export async function openKeptTable(connectionString: string): Promise<(row: Row) => Promise<void>> {
  const pool = new pg.Pool({ connectionString, max: LANES });
  await pool.query(CREATE);
  let queue: Waiting[] = [];
  let running = 0;
  const fillLanes = (): void => {
    if (queue.length === 0 || running === LANES) return;
    running += 1;
    const batch = queue;
    queue = [];
    void commit(pool, batch).finally(() => {
      running -= 1;
      fillLanes();
    });
  };
  return (row) =>
    new Promise((resolve, reject) => {
      queue.push({ ...row, resolve, reject });
      if (queue.length === 1) setImmediate(fillLanes);
    });
}

async function commit(pool: pg.Pool, batch: readonly Waiting[]): Promise<void> {
  try {
    const values = [textArray(batch.map(({ id }) => id)), textArray(batch.map(({ rawBody }) => rawBody))];
    await pool.query({ ...INSERT, values });
    for (const { resolve } of batch) resolve();
  } catch (error) {
    for (const { reject } of batch) reject(error);
  }
}
