import { createHash } from 'node:crypto';
import type { PostgresPool, PostgresPoolClient } from 'kysely';
import type pg from 'pg';

/** Result columns have changed since the statement was prepared: a newer release has migrated the database. */
const PLAN_OUTDATED = '0A000';
/** A pooler gave the transaction another connection than the one that knows the statement. */
const NAME_TROUBLES: ReadonlySet<unknown> = new Set(['26000', '42P05']);

/** Names of statements, the same for the same text. */
interface Names {
  of(text: string): string | null;
  /** After what Postgres said of one; the query itself has failed, and is asked again by whoever asked. */
  learnFrom(error: unknown): void;
}

/**
 * The same pool, whose connections prepare a statement once and then only bind it: Postgres parses and plans the
 * ledger's long ones a few times instead of every time. For statements of constant text that find rows by their keys,
 * for which one plan is as good as another, once Postgres knows that its tables are no longer empty (autovacuum tells
 * it within a minute, and then all are planned anew). Behind a pooler that knows none it stops preparing.
 */
export function preparing(pool: pg.Pool): PostgresPool {
  const names = createNames();
  const known = new WeakMap<pg.PoolClient, PostgresPoolClient>();
  return {
    connect: async () => {
      const client = await pool.connect();
      const earlier = known.get(client);
      if (earlier) return earlier;
      const prepared = preparingClient(client, names);
      known.set(client, prepared);
      return prepared;
    },
    end: () => pool.end(),
  };
}

function preparingClient(client: pg.PoolClient, names: Names): PostgresPoolClient {
  const query = async (text: string, values: readonly unknown[]) => {
    const name = names.of(text);
    try {
      return await client.query({ ...(name && { name }), text, values: [...values] });
    } catch (error) {
      names.learnFrom(error);
      throw error;
    }
  };
  return { query: query as unknown as PostgresPoolClient['query'], release: () => client.release() };
}

function createNames(): Names {
  let isPooled = false;
  let generation = 0;
  const names = new Map<string, string>();
  return {
    of: (text) => {
      if (isPooled) return null;
      const found = names.get(text);
      if (found) return found;
      const name = `recoup_${generation}_${createHash('sha256').update(text).digest('hex').slice(0, 32)}`;
      names.set(text, name);
      return name;
    },
    learnFrom: (error) => {
      const code = error instanceof Error && 'code' in error ? error.code : null;
      if (NAME_TROUBLES.has(code)) isPooled = true;
      if (code !== PLAN_OUTDATED) return;
      generation += 1;
      names.clear();
    },
  };
}
