import { sql, type Kysely } from 'kysely';

/** What comes back from the customer's phone; the state of the device; news for running recoveries; staff's decisions. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
}

const STATEMENTS = [
  // STOP and START as they were said: a repeated delivery changes nothing, and the later word counts.
  `create table reply_keywords (
    message_id text not null,
    phone_hash text not null,
    keyword text not null check (keyword in ('stop', 'start')),
    said_at timestamptz not null,
    received_at timestamptz not null,
    primary key (message_id, phone_hash)
  )`,
  `create index reply_keywords_phone on reply_keywords (phone_hash, said_at)`,
  // The licence of the one answer to a STOP.
  `create table opt_out_answers (phone_hash text primary key, licensed_at timestamptz not null, result text)`,
  `create table consents (
    id bigint generated always as identity primary key,
    source text not null,
    customer_id text,
    phone_hash text not null,
    kind text not null check (kind in ('notices', 'offers')),
    is_given boolean not null,
    wording text not null,
    at timestamptz not null
  )`,
  `create index consents_phone on consents (phone_hash, id)`,
  // When a receipt moved the state; state_at stays the moment of sending, from which days are counted.
  `alter table deliveries add column receipt_at timestamptz`,
  `create index deliveries_phone on deliveries (phone_hash)`,
  `create index deliveries_doubtful on deliveries (state_at) where state in ('sending', 'unknown')`,
  `create table unmatched_receipts (
    message_id text not null,
    status text not null,
    rank smallint not null,
    received_at timestamptz not null,
    primary key (message_id, status)
  )`,
  `create table channel_states (
    device text primary key,
    state text not null check (state in ('ok', 'blocked')),
    why text,
    since timestamptz not null,
    checked_at timestamptz not null,
    tries integer not null default 0,
    -- Who may try the blocked channel, and when the next one may.
    probe text,
    next_probe_at timestamptz,
    -- Not after a good health reading that the next send gave the lie to.
    trusts_health boolean not null default true,
    cleared_by text
  )`,
  `create table channel_holds (
    source text not null,
    debt_id text not null,
    device text not null,
    since timestamptz not null,
    primary key (source, debt_id),
    foreign key (source, debt_id) references recoveries
  )`,
  `create table recovery_news (
    id bigint generated always as identity primary key,
    source text not null,
    debt_id text not null,
    news jsonb not null,
    state text not null check (state in ('pending', 'done', 'parked')),
    reason text,
    tries integer not null default 0,
    created_at timestamptz not null,
    next_try_at timestamptz not null
  )`,
  `create index recovery_news_pending on recovery_news (next_try_at) where state = 'pending'`,
  `create table staff_actions (
    id bigint generated always as identity primary key,
    at timestamptz not null,
    actor text not null,
    action text not null,
    source text not null,
    debt_id text not null,
    detail text not null
  )`,
];
