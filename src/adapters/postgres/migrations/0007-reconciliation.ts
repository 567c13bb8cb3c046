import { sql, type Kysely } from 'kysely';

/** Reports of reconciliation; who ended a recovery; what shadow mode would have sent. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
}

const STATEMENTS = [
  `create table reconciliations (
    id bigint generated always as identity primary key,
    started_at timestamptz not null,
    ended_at timestamptz not null,
    reports jsonb not null
  )`,
  // Null: the recovery itself. `terminated`, `failed`, `timed_out`: its run ended without closing it.
  `alter table recoveries add column ended_by text`,
  // Once begun in shadow a recovery stays there: its customer has not seen the earlier steps.
  `alter table recoveries add column is_shadow boolean not null default false`,
  `create index recoveries_open on recoveries (first_failure_at, source, debt_id) where outcome is null`,
  `create index recoveries_crm_pending on recoveries (source, debt_id) where crm_pending`,
  // A table of its own, so that nothing that counts deliveries can take one for sent. One step, one message.
  `create table shadow_messages (
    source text not null,
    debt_id text not null,
    step text not null,
    channel text not null,
    template text not null,
    message text not null,
    reread_at timestamptz not null,
    recorded_at timestamptz not null,
    primary key (source, debt_id, step),
    foreign key (source, debt_id) references recoveries
  )`,
];
