import { sql, type Kysely } from 'kysely';

/** Events, standings, recoveries, deliveries, contacts, access, pace. Amounts are decimal strings of minor units. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
}

const STATEMENTS = [
  `create table inbox_events (
    id bigint generated always as identity primary key,
    source text not null,
    event_id text not null,
    type text not null,
    kind text not null,
    debt_id text,
    occurred_at timestamptz not null,
    received_at timestamptz not null,
    event text,
    body text not null,
    state text not null check (state in ('pending', 'done', 'ignored', 'quarantined', 'parked', 'needs_lookup')),
    reason text,
    tries integer not null default 0,
    next_try_at timestamptz not null,
    settled_at timestamptz,
    unique (source, event_id)
  )`,
  // Bodies are written once and hardly ever read: compressing each would cost more CPU than all the rest of the insert.
  `alter table inbox_events alter column body set storage external`,
  `create index inbox_events_pending on inbox_events (next_try_at) where state = 'pending'`,
  `create index inbox_events_failures on inbox_events (source, debt_id) where kind = 'payment_failed'`,
  `create table standings (
    source text not null,
    debt_id text not null,
    standing text not null,
    rank smallint not null,
    event_id text,
    recorded_at timestamptz not null,
    primary key (source, debt_id)
  )`,
  `create table recoveries (
    source text not null,
    debt_id text not null,
    workflow_id text not null unique,
    kind text not null,
    customer_id text,
    subscription_id text,
    opened_by text not null,
    first_failure_at timestamptz not null,
    sequence jsonb not null,
    amount_due_minor text not null,
    currency text not null,
    suspend_at timestamptz,
    outcome text,
    ended_at timestamptz,
    crm_status text,
    crm_sequence integer not null default 0,
    crm_pending boolean not null default false,
    created_at timestamptz not null default now(),
    primary key (source, debt_id)
  )`,
  `create index recoveries_customer on recoveries (source, customer_id)`,
  `create table deliveries (
    id uuid primary key default gen_random_uuid(),
    source text not null,
    debt_id text not null,
    step text not null,
    channel text not null,
    state text not null,
    phone_hash text not null,
    template text,
    message text,
    reread_at timestamptz,
    provider_message_id text,
    reason text,
    planned_at timestamptz not null,
    state_at timestamptz not null,
    unique (source, debt_id, step, channel),
    foreign key (source, debt_id) references recoveries
  )`,
  `create index deliveries_receipts on deliveries (provider_message_id) where provider_message_id is not null`,
  // Why a step's message was not sent, or not yet: one row a reason, however often it was met.
  `create table step_notes (
    source text not null,
    debt_id text not null,
    step text not null,
    note text not null,
    first_at timestamptz not null,
    last_at timestamptz not null,
    times integer not null default 1,
    primary key (source, debt_id, step, note),
    foreign key (source, debt_id) references recoveries
  )`,
  `create table send_slots (
    delivery_id uuid primary key references deliveries,
    device text not null,
    slot_at timestamptz not null
  )`,
  `create index send_slots_device on send_slots (device, slot_at)`,
  `create table contacts (
    source text not null,
    customer_id text not null,
    phone_hash text not null,
    notices_consent text not null,
    marketing_consent boolean not null,
    first_seen_at timestamptz not null,
    last_seen_at timestamptz not null,
    primary key (source, customer_id)
  )`,
  `create index contacts_phone on contacts (phone_hash)`,
  `create table opt_outs (
    phone_hash text primary key,
    origin text not null,
    recorded_at timestamptz not null
  )`,
  `create table access_suspensions (
    source text not null,
    debt_id text not null,
    subject text not null,
    policy text not null,
    suspended_at timestamptz not null,
    restored_at timestamptz,
    primary key (source, debt_id),
    foreign key (source, debt_id) references recoveries
  )`,
  `create index access_suspensions_subject on access_suspensions (source, subject) where restored_at is null`,
  `create table settings (name text primary key, value text not null)`,
  // Hashes of numbers need a key that survives restarts even where APP_SECRET is not set.
  `insert into settings (name, value)
   values ('app_secret', replace(gen_random_uuid()::text || gen_random_uuid()::text, '-', ''))`,
];
