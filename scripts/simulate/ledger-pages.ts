import type { Selectable } from 'kysely';
import { sql } from 'kysely';
import type { Schema } from '../../src/adapters/postgres/schema.ts';
import type { Sequence } from '../../src/domain/sequence.ts';
import type { Note } from './reasons.ts';
import type { World } from './world.ts';

export type RecoveryRow = Pick<
  Selectable<Schema['recoveries']>,
  'debt_id' | 'first_failure_at' | 'outcome' | 'ended_at' | 'suspend_at'
> & { readonly sequence: Sequence };

export type DeliveryRow = Pick<
  Selectable<Schema['deliveries']>,
  'id' | 'debt_id' | 'step' | 'channel' | 'state' | 'message' | 'requested_at'
>;

/** The ledger of one world, read once and opened by invoice. */
export interface LedgerPages {
  recovery(debtId: string): RecoveryRow | undefined;
  /** Requested ones only, in the order of time. */
  deliveries(debtId: string): readonly DeliveryRow[];
  notes(debtId: string, step: string): readonly Note[];
  suspendedAt(debtId: string): string | null;
}

export async function readLedger({ database: { db }, chronicle }: World): Promise<LedgerPages> {
  const recoveries = await db
    .selectFrom('recoveries')
    .select(['debt_id', 'first_failure_at', 'outcome', 'ended_at', 'suspend_at', 'sequence'])
    .execute();
  const deliveries = await db
    .selectFrom('deliveries')
    .select(['id', 'debt_id', 'step', 'channel', 'state', 'message', 'requested_at'])
    .where('requested_at', 'is not', null)
    .orderBy('requested_at')
    .execute();
  const suspensions = await db.selectFrom('access_suspensions').select(['debt_id', 'suspended_at']).execute();
  const notes = await sql<StepNote>`
    select debt_id, step, note, times from step_notes order by first_at`.execute(db);
  const waits = chronicle.suspensions.map(({ debtId, note }) => ({
    debt_id: debtId,
    step: 'suspension',
    note,
    times: 1,
  }));
  const byDebt = new Map(recoveries.map((row) => [row.debt_id, row]));
  const sent = grouped(deliveries, ({ debt_id }) => debt_id);
  const why = grouped([...notes.rows, ...waits], ({ debt_id, step }) => `${debt_id} ${step}`);
  const suspended = new Map(suspensions.map((row) => [row.debt_id, row.suspended_at]));
  return {
    recovery: (debtId) => byDebt.get(debtId),
    deliveries: (debtId) => sent.get(debtId) ?? [],
    notes: (debtId, step) => counted(why.get(`${debtId} ${step}`) ?? []),
    suspendedAt: (debtId) => suspended.get(debtId) ?? null,
  };
}

interface StepNote extends Note {
  readonly debt_id: string;
  readonly step: string;
}

/** The same reason is told once; an instant in it is not a reason of its own. */
function counted(notes: readonly StepNote[]): Note[] {
  const counts = new Map<string, number>();
  for (const { note, times } of notes) {
    const reason = note.replace(/: until .*$/, '');
    counts.set(reason, (counts.get(reason) ?? 0) + Number(times));
  }
  return [...counts].map(([note, times]) => ({ note, times }));
}

function grouped<Row>(rows: readonly Row[], keyOf: (row: Row) => string): Map<string, Row[]> {
  const groups = new Map<string, Row[]>();
  for (const row of rows) {
    const key = keyOf(row);
    const group = groups.get(key);
    if (group) group.push(row);
    else groups.set(key, [row]);
  }
  return groups;
}
