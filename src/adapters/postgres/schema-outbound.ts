import type { ColumnType, Generated } from 'kysely';

/** What leaves for other systems. */
export interface OutboundTables {
  crm_notes: CrmNotesTable;
  recovery_events: RecoveryEventsTable;
}

interface CrmNotesTable {
  source: string;
  debt_id: string;
  status: string;
  asked_at: string;
  note_id: string | null;
}

interface RecoveryEventsTable {
  id: Generated<string>;
  source: string;
  debt_id: string;
  sequence: number;
  kind: string;
  data: ColumnType<unknown, string, string>;
  occurred_at: string;
  state: Generated<string>;
  tries: Generated<number>;
  next_try_at: Generated<string>;
  delivered_at: string | null;
}
