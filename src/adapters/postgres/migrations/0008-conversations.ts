import { sql, type Kysely } from 'kysely';

/** Whose turn it is to write to a number, and when each message was requested. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
}

const STATEMENTS = [
  // The state's own instant moves with every receipt.
  `alter table deliveries add column requested_at timestamptz`,
  `update deliveries set requested_at = state_at where state not in ('planned', 'rejected')`,
  `create table conversations (
    contact_hash text primary key,
    source text not null,
    debt_id text not null,
    step text not null,
    reserved_at timestamptz not null,
    named jsonb not null default '[]',
    foreign key (source, debt_id) references recoveries
  )`,
];
