import { sql, type Kysely } from 'kysely';

/** Two reads of the inbox that had no index. Neither holds a row of an invoice as its webhook inserts it. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
}

const STATEMENTS = [
  // An order's failure while its source is still to be asked: it may be the first one.
  `create index inbox_events_order_questions on inbox_events (source, debt_id)
    where kind = 'lookup_order' and state = 'needs_lookup'`,
  // Which row has waited longest: those tried in vain; the others wait in the order of inbox_events_pending.
  `create index inbox_events_delayed on inbox_events (received_at)
    where state = 'pending' and next_try_at > received_at`,
];
