import type { ColumnType, Generated } from 'kysely';
import type { CustomerTables } from './schema-customers.ts';
import type { ReplyTables } from './schema-replies.ts';
import type { Sequence } from '../../domain/sequence.ts';
import type { OutboundTables } from './schema-outbound.ts';
import type { ToldTables } from './schema-told.ts';

/** Rows as they come out of the pool: instants as ISO strings (`pool.ts`), bigints as strings. */
export interface Schema extends CustomerTables, OutboundTables, ReplyTables, ToldTables {
  inbox_events: InboxEventsTable;
  standings: StandingsTable;
  subject_closings: SubjectClosingsTable;
  disputes: DisputesTable;
  recoveries: RecoveriesTable;
  deliveries: DeliveriesTable;
  send_slots: { delivery_id: string; device: string; slot_at: string };
  send_devices: { device: string; first_slot_at: string | null; paused_until: string | null };
  contacts: ContactsTable;
  conversations: ConversationsTable;
  opt_outs: { phone_hash: string; origin: string; recorded_at: string };
  number_checks: { phone_hash: string; verdict: string; checked_at: string };
  staff_alerts: { key: string; last_at: string };
  access_suspensions: AccessSuspensionsTable;
  reconciliations: ReconciliationsTable;
  shadow_messages: ShadowMessagesTable;
  winback_offers: WinbackOffersTable;
  settings: { name: string; value: string };
  opt_out_answers: { phone_hash: string; licensed_at: string; result: string | null };
  unmatched_receipts: { message_id: string; status: string; rank: number; received_at: string };
  channel_states: ChannelStatesTable;
  channel_holds: { source: string; debt_id: string; device: string; since: string };
  recovery_news: RecoveryNewsTable;
  staff_actions: StaffActionsTable;
}

interface ChannelStatesTable {
  device: string;
  state: string;
  why: string | null;
  since: string;
  checked_at: string;
  tries: Generated<number>;
  probe: string | null;
  next_probe_at: string | null;
  trusts_health: Generated<boolean>;
  cleared_by: string | null;
}

interface RecoveryNewsTable {
  id: Generated<string>;
  source: string;
  debt_id: string;
  news: ColumnType<unknown, string, string>;
  state: string;
  reason: string | null;
  tries: Generated<number>;
  created_at: string;
  next_try_at: string;
}

interface StaffActionsTable {
  id: Generated<string>;
  at: string;
  actor: string;
  action: string;
  source: string;
  debt_id: string;
  detail: string;
}

interface InboxEventsTable {
  id: Generated<string>;
  source: string;
  event_id: string;
  type: string;
  kind: string;
  debt_id: string | null;
  occurred_at: string;
  received_at: string;
  event: string | null;
  body: string;
  state: string;
  reason: string | null;
  tries: Generated<number>;
  next_try_at: string;
  settled_at: string | null;
}

interface StandingsTable {
  source: string;
  debt_id: string;
  standing: string;
  rank: number;
  event_id: string | null;
  recorded_at: string;
}

interface SubjectClosingsTable {
  source: string;
  subject: string;
  standing: string;
  event_id: string | null;
  recorded_at: string;
}

interface DisputesTable {
  source: string;
  dispute_id: string;
  debt_id: string;
  recorded_at: string;
  closed_at: string | null;
}

interface RecoveriesTable {
  source: string;
  debt_id: string;
  workflow_id: string;
  kind: string;
  customer_id: string | null;
  subscription_id: string | null;
  opened_by: string;
  first_failure_at: string;
  sequence: ColumnType<Sequence, string, string>;
  /** Of the sequence; the database's own reading. */
  sequence_id: ColumnType<string, never, never>;
  sequence_version: ColumnType<string, never, never>;
  amount_due_minor: string;
  currency: string;
  suspend_at: string | null;
  outcome: string | null;
  ended_at: string | null;
  ended_by: string | null;
  is_shadow: Generated<boolean>;
  crm_status: string | null;
  crm_sequence: Generated<number>;
  crm_pending: Generated<boolean>;
  crm_rank: Generated<number>;
  hold: string | null;
  hold_until: string | null;
  hold_at: string | null;
  held_since: string | null;
  order_number: string | null;
  created_at: Generated<string>;
  pay_ref: Generated<string>;
}

interface DeliveriesTable {
  id: Generated<string>;
  source: string;
  debt_id: string;
  step: string;
  channel: string;
  state: string;
  phone_hash: string;
  address_hash: string | null;
  template: string | null;
  message: string | null;
  reread_at: string | null;
  provider_message_id: string | null;
  reason: string | null;
  planned_at: string;
  state_at: string;
  requested_at: string | null;
  receipt_at: string | null;
}

interface ConversationsTable {
  contact_hash: string;
  source: string;
  debt_id: string;
  step: string;
  reserved_at: string;
  named: ColumnType<unknown, string, string>;
}

interface ContactsTable {
  source: string;
  customer_id: string;
  phone_hash: string;
  notices_consent: string;
  marketing_consent: boolean;
  first_seen_at: string;
  last_seen_at: string;
}

interface AccessSuspensionsTable {
  source: string;
  debt_id: string;
  subject: string;
  policy: string;
  suspended_at: string;
  restored_at: string | null;
  effect: string | null;
  effect_tries: Generated<number>;
}

interface WinbackOffersTable {
  source: string;
  debt_id: string;
  customer_id: string;
  state: string;
  percent: number;
  coupon_id: string | null;
  code: string;
  expires_at: string;
  reason: string | null;
  planned_at: string;
}

interface ReconciliationsTable {
  id: Generated<string>;
  started_at: string;
  ended_at: string;
  reports: ColumnType<unknown, string, string>;
}

interface ShadowMessagesTable {
  source: string;
  debt_id: string;
  step: string;
  channel: string;
  template: string;
  message: string;
  reread_at: string;
  recorded_at: string;
}
