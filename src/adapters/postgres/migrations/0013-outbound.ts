import { sql, type Kysely } from 'kysely';

/** What leaves for other systems: statuses and notes for CRMs, events of recoveries, and who wants no e-mail. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of [...CRM, ...HOLDS, ...EVENTS, ...TELLING]) await sql.raw(statement).execute(db);
}

const CRM = [
  // A status of a lower rank never takes the place of a higher one.
  `alter table recoveries add column crm_rank integer not null default 0`,
  `update recoveries set crm_rank = case when crm_status = 'refunded' then 3
    when crm_status in ('access_restored', 'paid') then 2 else 1 end where outcome is not null`,
  // The licence of a note: a CRM has no idempotency key for them.
  `create table crm_notes (
    source text not null,
    debt_id text not null,
    status text not null,
    asked_at timestamptz not null,
    note_id text,
    primary key (source, debt_id, status),
    foreign key (source, debt_id) references recoveries
  )`,
];

const HOLDS = [
  // What the run itself says of its hold, as of \`hold_at\`; a recovery that has ended is not held.
  `alter table recoveries add column hold text, add column hold_until timestamptz, add column hold_at timestamptz`,
  // Since when it is held without a break.
  `alter table recoveries add column held_since timestamptz`,
  `create index recoveries_held on recoveries (held_since) where hold is not null and outcome is null`,
];

const EVENTS = [
  // The shop's own word for an order, as its source showed it at the end.
  `alter table recoveries add column order_number text`,
  // Gap-free numbers per recovery; kept after delivery, as a record of what was told.
  `create table recovery_events (
    id bigint generated always as identity primary key,
    source text not null,
    debt_id text not null,
    sequence integer not null,
    kind text not null,
    data jsonb not null,
    occurred_at timestamptz not null,
    state text not null default 'pending',
    tries integer not null default 0,
    next_try_at timestamptz not null default '-infinity',
    delivered_at timestamptz,
    unique (source, debt_id, sequence),
    foreign key (source, debt_id) references recoveries
  )`,
  `create index recovery_events_pending on recovery_events (id) where state = 'pending'`,
];

/*
 * Triggers, because an event belongs into the commit of its fact, whoever writes that (an activity, a receipt, staff,
 * reconciliation), and because nobody who changes the ledger should have to remember it.
 */
const TELLING = [
  `create function tell_event(of_source text, of_debt text, what text, facts jsonb, happened timestamptz)
  returns void language plpgsql as $$
  begin
    if not exists (select from settings where name = 'events' and value = 'on') then return; end if;
    if exists (select from recoveries where source = of_source and debt_id = of_debt and is_shadow) then return; end if;
    -- Held until the commit: numbers of one recovery are given in the order in which they are seen.
    perform pg_advisory_xact_lock(hashtextextended(of_source || ':' || of_debt, 13));
    insert into recovery_events (source, debt_id, sequence, kind, data, occurred_at)
    select of_source, of_debt, coalesce(max(sequence), 0) + 1, what, facts, happened
      from recovery_events where source = of_source and debt_id = of_debt;
  end $$`,
  `create function tell_recovery() returns trigger language plpgsql as $$
  begin
    if tg_op = 'INSERT' then
      perform tell_event(new.source, new.debt_id, 'recovery.opened', jsonb_build_object(
        'debtKind', new.kind, 'firstFailureAt', to_json(new.first_failure_at),
        'amountDueMinor', new.amount_due_minor, 'currency', new.currency,
        'sequenceId', new.sequence ->> 'id', 'sequenceVersion', new.sequence ->> 'version'), now());
      return null;
    end if;
    if new.hold is distinct from old.hold and new.outcome is null then
      if new.hold is null then
        perform tell_event(new.source, new.debt_id, 'recovery.resumed',
          jsonb_build_object('hold', old.hold), coalesce(new.hold_at, now()));
      else
        perform tell_event(new.source, new.debt_id, 'recovery.held',
          jsonb_build_object('hold', new.hold, 'until', to_json(new.hold_until)), coalesce(new.hold_at, now()));
      end if;
    end if;
    if old.outcome is null and new.outcome is not null then
      perform tell_event(new.source, new.debt_id, 'recovery.closed', jsonb_build_object(
        'outcome', new.outcome, 'endedBy', new.ended_by,
        'amountDueMinor', new.amount_due_minor, 'currency', new.currency), new.ended_at);
      if new.kind = 'order' and new.outcome = 'expired' then
        perform tell_event(new.source, new.debt_id, 'order.expired',
          jsonb_build_object('orderNumber', new.order_number), new.ended_at);
      end if;
    end if;
    if new.crm_status = 'refunded' and old.crm_status is distinct from 'refunded' then
      perform tell_event(new.source, new.debt_id, 'recovery.refunded', '{}', now());
    end if;
    return null;
  end $$`,
  `create trigger tell_recovery_opened after insert on recoveries
    for each row execute function tell_recovery()`,
  `create trigger tell_recovery_changed after update of outcome, hold, crm_status on recoveries
    for each row execute function tell_recovery()`,
  `create function tell_delivery() returns trigger language plpgsql as $$
  declare facts jsonb := jsonb_build_object('step', new.step, 'channel', new.channel);
  begin
    if old.state = 'sending' and new.state in ('sent', 'delivered', 'read') then
      perform tell_event(new.source, new.debt_id, 'step.sent', facts, new.state_at);
    elsif old.state = 'sending' and new.state in ('unknown', 'rejected') then
      perform tell_event(new.source, new.debt_id, 'step.' || new.state, facts, new.state_at);
    elsif old.state = 'unknown' and new.state in ('sent', 'delivered', 'read', 'rejected') then
      perform tell_event(new.source, new.debt_id, 'step.settled', facts || jsonb_build_object(
        'result', case when new.state = 'rejected' then 'rejected' else 'sent' end), now());
    end if;
    return null;
  end $$`,
  `create trigger tell_delivery after update of state on deliveries
    for each row when (old.state <> new.state) execute function tell_delivery()`,
  `create function tell_skipped() returns trigger language plpgsql as $$
  declare why text := substr(new.note, length('skipped: ') + 1);
  begin
    perform tell_event(new.source, new.debt_id, 'step.skipped', jsonb_build_object('step', new.step,
      'why', split_part(why, ' into ', 1), 'into', nullif(split_part(why, ' into ', 2), '')), new.first_at);
    return null;
  end $$`,
  `create trigger tell_skipped after insert on step_notes
    for each row when (new.note like 'skipped: %') execute function tell_skipped()`,
  `create function tell_access() returns trigger language plpgsql as $$
  begin
    if tg_op = 'INSERT' then
      perform tell_event(new.source, new.debt_id, 'access.suspended',
        jsonb_build_object('policy', new.policy), new.suspended_at);
    elsif old.restored_at is null and new.restored_at is not null then
      perform tell_event(new.source, new.debt_id, 'access.restored', '{}', new.restored_at);
    end if;
    return null;
  end $$`,
  `create trigger tell_access_suspended after insert on access_suspensions
    for each row execute function tell_access()`,
  `create trigger tell_access_restored after update of restored_at on access_suspensions
    for each row execute function tell_access()`,
];
