import type pg from 'pg';
import type { PaymentEvent } from '../../domain/events.ts';
import { standingRank } from '../../domain/standing.ts';
import { SUBJECT_STANDINGS } from '../../domain/subject.ts';
import type { InboxEntry, InboxStore } from '../../ports/inbox.ts';

/** One statement, so one commit and one round trip for a whole batch; prepared once per connection. */
const APPEND = {
  name: 'inbox-append',
  text: `
    with entries as (
      select * from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::timestamptz[],
        $7::timestamptz[], $8::text[], $9::text[], $10::text[], $11::text[], $12::text[], $13::smallint[],
        $14::text[])
        as entry(source, event_id, type, kind, debt_id, occurred_at, received_at, event, body, state, reason,
          standing, rank, subject)
    ), told as (
      insert into standings (source, debt_id, standing, rank, event_id, recorded_at)
      select distinct on (source, debt_id) source, debt_id, standing, rank, event_id, received_at
      from entries where debt_id is not null and standing is not null order by source, debt_id, rank desc
      on conflict (source, debt_id) do update set standing = excluded.standing, rank = excluded.rank,
        event_id = excluded.event_id, recorded_at = excluded.recorded_at
      where excluded.rank > standings.rank
    ), ended as (
      insert into subject_closings (source, subject, standing, event_id, recorded_at)
      select distinct on (source, subject) source, subject, standing, event_id, received_at
      from entries where subject is not null order by source, subject, rank desc
      on conflict (source, subject) do update set standing = excluded.standing, event_id = excluded.event_id,
        recorded_at = excluded.recorded_at
      where excluded.standing = 'subscription_ended' and subject_closings.standing = 'access_ended'
    ), understood as (
      update inbox_events i set type = e.type, kind = e.kind, debt_id = e.debt_id, occurred_at = e.occurred_at,
        event = e.event, body = e.body, state = e.state, reason = e.reason, next_try_at = e.received_at, tries = 0
      from entries e
      where i.source = e.source and i.event_id = e.event_id and i.state = 'needs_lookup' and e.state <> 'needs_lookup'
    )
    insert into inbox_events (source, event_id, type, kind, debt_id, occurred_at, received_at, event, body, state,
      reason, next_try_at)
    select source, event_id, type, kind, debt_id, occurred_at, received_at, event, body, state, reason, received_at
    from entries order by (state = 'needs_lookup')
    on conflict (source, event_id) do nothing`,
};

/** The inbox on Postgres. */
export function createInboxStore(pool: pg.Pool): InboxStore {
  return {
    append: async (entries) => {
      // Batches of two connections in opposite order would deadlock on a shared id.
      const sorted = [...entries].sort((a, b) => compare(a.source + a.eventId, b.source + b.eventId));
      const rows = sorted.map(rowOf);
      const columns = COLUMNS.map((column) => rows.map((row) => row[column]));
      await pool.query({ ...APPEND, values: columns });
    },
  };
}

const COLUMNS = [
  'source',
  'eventId',
  'type',
  'kind',
  'debtId',
  'occurredAt',
  'receivedAt',
  'event',
  'body',
  'state',
  'reason',
  'standing',
  'rank',
  'subject',
] as const;

type Row = Record<(typeof COLUMNS)[number], string | number | null>;

function rowOf({ source, eventId, type, receivedAt, body, content }: InboxEntry): Row {
  const base = { source, eventId, type, receivedAt, body, standing: null, rank: null, subject: null };
  if (content.kind === 'quarantined') {
    const nothing = { debtId: null, event: null, occurredAt: receivedAt };
    return { ...base, ...nothing, kind: 'unparsable', state: 'quarantined', reason: content.reason };
  }
  if (content.kind === 'needs_lookup') {
    const { lookup } = content;
    const asked = { debtId: null, event: JSON.stringify(lookup), occurredAt: lookup.at, reason: null };
    return { ...base, ...asked, kind: `lookup_${lookup.kind}`, state: 'needs_lookup' };
  }
  const { event } = content;
  return {
    ...base,
    kind: event.kind,
    debtId: event.kind === 'subject_closed' ? null : event.debt.debtId,
    occurredAt: event.at,
    event: JSON.stringify(event),
    state: event.kind === 'ignored' ? 'ignored' : 'pending',
    reason: event.kind === 'ignored' ? event.reason : null,
    ...closingOf(event),
  };
}

/** What an event closes: its debt, or a subject that debts belong to. */
function closingOf(event: PaymentEvent): Pick<Row, 'standing' | 'rank' | 'subject'> {
  if (event.kind === 'invoice_closed') {
    return { standing: event.standing, rank: standingRank(event.standing), subject: null };
  }
  if (event.kind !== 'subject_closed') return { standing: null, rank: null, subject: null };
  const { standing, subject } = event;
  return { standing, rank: SUBJECT_STANDINGS.indexOf(standing), subject: subject.subject };
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
