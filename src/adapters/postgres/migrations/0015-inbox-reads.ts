import { sql, type Kysely } from 'kysely';

/** A read of the inbox that had no index. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
}

const STATEMENTS = [
  // An order's failure while its source is still to be asked: it may be the first one.
  `create index inbox_events_order_questions on inbox_events (source, debt_id)
    where kind = 'lookup_order' and state = 'needs_lookup'`,
];
