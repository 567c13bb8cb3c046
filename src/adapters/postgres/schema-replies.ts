import type { ColumnType, Generated } from 'kysely';

/** What customers reply, and what waits to be told to staff. */
export interface ReplyTables {
  reply_keywords: ReplyKeywordsTable;
  replies: RepliesTable;
  reply_holds: ReplyHoldsTable;
  reply_answers: { phone_hash: string; licensed_at: string; result: string | null };
  staff_outbox: StaffOutboxTable;
}

interface RepliesTable {
  id: Generated<string>;
  message_id: string;
  phone_hash: string;
  said_at: string;
  received_at: string;
  media: string;
  message: string;
  intent: string;
  promised_day: string | null;
  language: string | null;
  hold: string | null;
  hold_until: string | null;
}

interface ReplyHoldsTable {
  phone_hash: string;
  kind: string;
  is_open: boolean;
  until: string | null;
  set_at: string;
  reply_id: string;
}

interface StaffOutboxTable {
  id: Generated<string>;
  matter: ColumnType<unknown, string, string>;
  state: string;
  reason: string | null;
  tries: Generated<number>;
  created_at: string;
  next_try_at: string;
}

interface ReplyKeywordsTable {
  message_id: string;
  phone_hash: string;
  keyword: string;
  said_at: string;
  received_at: string;
}
