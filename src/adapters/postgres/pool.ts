import { Socket } from 'node:net';
import pg from 'pg';

export interface PoolOptions {
  readonly url: string;
  /** Connections at most. */
  readonly size: number;
  /** Shown by `pg_stat_activity`. */
  readonly applicationName: string;
  /** Told of an idle connection that broke; the pool replaces it. Without a listener the process would die. */
  readonly onIdleError: (error: Error) => void;
}

const TIMESTAMPTZ = 1184;
/**
 * A connection on which no byte has come or gone for this long is cut. A database that hangs, or a network that
 * swallows, says nothing, and only the other end's own time limits would end a wait. Above the relay's longest pause
 * inside its transaction (three calls to Temporal of 5 s), and above the statement time limit.
 */
const SILENCE_MS = 20_000;

/** A pool whose instants are ISO strings and whose every wait has an end. */
export function createPool(options: PoolOptions): pg.Pool {
  const pool = new pg.Pool({
    connectionString: options.url,
    max: options.size,
    application_name: options.applicationName,
    connectionTimeoutMillis: 5_000,
    stream: quietlyEndingSocket,
    // A statement that takes longer is stuck behind a lock: fail, and let the caller try again.
    statement_timeout: 15_000,
    idle_in_transaction_session_timeout: 60_000,
    types: { getTypeParser: instantsAsText as typeof pg.types.getTypeParser },
  });
  pool.on('error', options.onIdleError);
  // One that breaks while it is used fails its query, and says so once more: unheard, that would end the process.
  pool.on('connect', (client) => client.on('error', () => undefined));
  return pool;
}

function quietlyEndingSocket(): Socket {
  const socket = new Socket();
  socket.setTimeout(SILENCE_MS, () => socket.destroy(new Error('the database has been silent for too long')));
  return socket;
}

function instantsAsText(oid: number, format?: 'text' | 'binary'): unknown {
  if (oid === TIMESTAMPTZ && format !== 'binary') return (text: string) => new Date(text).toISOString();
  return pg.types.getTypeParser(oid, format);
}
