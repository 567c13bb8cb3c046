import { sql, type Kysely } from 'kysely';

/** What customers reply, how long that holds their reminders, and what waits to be told to staff. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
}

const STATEMENTS = [
  // The one table with words of customers: see "Replies" in docs/security.md for how long to keep them.
  `create table replies (
    id bigint generated always as identity primary key,
    message_id text not null,
    phone_hash text not null,
    said_at timestamptz not null,
    received_at timestamptz not null,
    media text not null,
    message text not null,
    intent text not null,
    promised_day text,
    language text,
    hold text check (hold in ('reply', 'promise', 'dispute')),
    hold_until timestamptz,
    unique (message_id, phone_hash)
  )`,
  `create index replies_phone on replies (phone_hash, id)`,
  // One row a number, a kind of hold, and whether it ends by itself; those that do not bind debts of that time only.
  `create table reply_holds (
    phone_hash text not null,
    kind text not null check (kind in ('reply', 'promise', 'dispute')),
    is_open boolean not null,
    until timestamptz,
    set_at timestamptz not null,
    reply_id bigint not null,
    primary key (phone_hash, kind, is_open)
  )`,
  // What staff are told in their channel, in the order in which it came up; never lost while the channel is away.
  `create table staff_outbox (
    id bigint generated always as identity primary key,
    matter jsonb not null,
    state text not null check (state in ('pending', 'done', 'parked')),
    reason text,
    tries integer not null default 0,
    created_at timestamptz not null,
    next_try_at timestamptz not null
  )`,
  `create index staff_outbox_pending on staff_outbox (next_try_at) where state = 'pending'`,
  // The licence of the one acknowledgement of a conversation.
  `create table reply_answers (phone_hash text primary key, licensed_at timestamptz not null, result text)`,
];
