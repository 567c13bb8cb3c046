import { sql, type Kysely } from 'kysely';

/** Subscriptions and customers that ended; disputes. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
}

const STATEMENTS = [
  `create table subject_closings (
    source text not null,
    subject text not null,
    standing text not null check (standing in ('access_ended', 'subscription_ended')),
    event_id text,
    recorded_at timestamptz not null,
    primary key (source, subject)
  )`,
  `create index recoveries_subscription on recoveries (source, subscription_id)`,
  // A dispute that closes before it is opened (events come in any order) is a row that was never open.
  `create table disputes (
    source text not null,
    dispute_id text not null,
    debt_id text not null,
    recorded_at timestamptz not null,
    closed_at timestamptz,
    primary key (source, dispute_id)
  )`,
  `create index disputes_open on disputes (source, debt_id) where closed_at is null`,
  `create index inbox_events_lookups on inbox_events (next_try_at) where state = 'needs_lookup'`,
];
