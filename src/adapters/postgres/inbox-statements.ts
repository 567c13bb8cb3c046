/*
 * What the inbox says to Postgres: prepared once per connection, one round trip and one commit for a whole batch.
 * $1-$11 are the entries; what is kept of a body is never looked at here.
 */

const ENTRIES = `unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::timestamptz[],
  $7::timestamptz[], $8::text[], $9::text[], $10::text[], $11::text[])
  as entry(source, event_id, type, kind, debt_id, occurred_at, received_at, event, body, state, reason)`;

const INSERT = `
    insert into inbox_events (source, event_id, type, kind, debt_id, occurred_at, received_at, event, body, state,
      reason, next_try_at)
    select source, event_id, type, kind, debt_id, occurred_at, received_at, event, body, state, reason, received_at
    from ${ENTRIES}
    on conflict (source, event_id) do nothing`;

/** New entries that close nothing. Its row count is that of the entries that were new; so it is with the next one. */
export const APPEND = { name: 'inbox-append', text: INSERT };

/** New entries, and what they close: $12-$17 debts, $18-$22 subjects, each of them once. */
export const APPEND_CLOSING = {
  name: 'inbox-append-closing',
  text: `
    with told as (
      insert into standings (source, debt_id, standing, rank, event_id, recorded_at)
      select * from unnest($12::text[], $13::text[], $14::text[], $15::smallint[], $16::text[], $17::timestamptz[])
      on conflict (source, debt_id) do update set standing = excluded.standing, rank = excluded.rank,
        event_id = excluded.event_id, recorded_at = excluded.recorded_at
      where excluded.rank > standings.rank
    ), ended as (
      insert into subject_closings (source, subject, standing, event_id, recorded_at)
      select * from unnest($18::text[], $19::text[], $20::text[], $21::text[], $22::timestamptz[])
      on conflict (source, subject) do update set standing = excluded.standing, event_id = excluded.event_id,
        recorded_at = excluded.recorded_at
      where excluded.standing = 'subscription_ended' and subject_closings.standing = 'access_ended'
    )${INSERT}`,
};

/** Entries that are understood take the place of those that waited for an answer. */
export const REPLACE = {
  name: 'inbox-replace',
  text: `
    update inbox_events i set type = e.type, kind = e.kind, debt_id = e.debt_id, occurred_at = e.occurred_at,
      event = e.event, body = e.body, state = e.state, reason = e.reason, next_try_at = e.received_at, tries = 0
    from (select * from ${ENTRIES}) e
    where i.source = e.source and i.event_id = e.event_id and i.state = 'needs_lookup'
      and e.state <> 'needs_lookup'`,
};
