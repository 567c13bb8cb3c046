import { Kysely, PostgresDialect } from 'kysely';
import type pg from 'pg';
import { preparing } from './prepared.ts';
import type { Schema } from './schema.ts';

/** Typed queries over a pool; ending it ends the pool. */
export function createDatabase(pool: pg.Pool): Kysely<Schema> {
  return new Kysely<Schema>({ dialect: new PostgresDialect({ pool }) });
}

/** The same for statements that come again and again and find rows by their keys; see `prepared.ts`. */
export function createPreparedDatabase(pool: pg.Pool): Kysely<Schema> {
  return new Kysely<Schema>({ dialect: new PostgresDialect({ pool: preparing(pool) }) });
}
