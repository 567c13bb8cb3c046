import { sql, type Kysely, type Selectable } from 'kysely';
import { z } from 'zod';
import { recoveryWorkflowId, type DebtRef } from '../../domain/ids.ts';
import { OUTCOMES } from '../../domain/outcome.ts';
import { CHANNELS } from '../../domain/channel.ts';
import { STEP_ROLES } from '../../domain/sequence.ts';
import { subjectParts, type SubjectRef } from '../../domain/subject.ts';
import type { RecoveryLedger, RecoveryRecord } from '../../ports/ledger.ts';
import type { Log } from '../../ports/log.ts';
import type { Schema } from './schema.ts';
import { sourceName } from './source-name.ts';

/** Recoveries. */
export function createRecoveryLedger(db: Kysely<Schema>, log: Log): RecoveryLedger {
  const ledger: RecoveryLedger = {
    openRecovery: async (record) => {
      const inserted = await insertRecovery(db, record);
      const found = await ledger.findRecovery(record.input);
      if (!found) throw new Error(`recovery of ${record.input.debtId} vanished while it was opened`);
      return { created: inserted, record: found };
    },
    findRecovery: async (debt) => {
      const row = await db.selectFrom('recoveries').selectAll().where(ofDebt(debt)).executeTakeFirst();
      return row ? parseRecovery(row) : null;
    },
    recordOutcome: async (debt, outcome, now) => {
      const kept = await db
        .updateTable('recoveries')
        .set({ outcome: sql`coalesce(outcome, ${outcome})`, ended_at: sql`coalesce(ended_at, ${now})` })
        .where(ofDebt(debt))
        .returning('outcome')
        .executeTakeFirst();
      return z.enum(OUTCOMES).parse(kept?.outcome ?? outcome);
    },
    recordSuspendAt: async (debt, suspendAt) => {
      await db.updateTable('recoveries').set({ suspend_at: suspendAt }).where(ofDebt(debt)).execute();
    },
    recordOrderNumber: async (debt, orderNumber) => {
      await db.updateTable('recoveries').set({ order_number: orderNumber }).where(ofDebt(debt)).execute();
    },
    openRecoveriesOf: async (subject) => {
      const rows = await recoveriesOf(db, subject).where('outcome', 'is', null).execute();
      return readable(rows, parseRecovery, log);
    },
    lastRecoveryOf: (subject) => lastRecoveryOf(db, subject),
  };
  return ledger;
}

function recoveriesOf(db: Kysely<Schema>, { source, subject }: SubjectRef) {
  const { kind, id } = subjectParts(subject);
  return db
    .selectFrom('recoveries')
    .selectAll()
    .where('source', '=', source)
    .where(kind === 'subscription' ? 'subscription_id' : 'customer_id', '=', id);
}

async function lastRecoveryOf(db: Kysely<Schema>, subject: SubjectRef): Promise<RecoveryRecord | null> {
  const row = await recoveriesOf(db, subject)
    .orderBy(sql`outcome is null`, 'desc')
    .orderBy('first_failure_at', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row ? parseRecovery(row) : null;
}

/** Where-clause of one debt's row; every ledger table of a debt starts with these two columns. */
export function ofDebt({ source, debtId }: DebtRef) {
  return sql<boolean>`source = ${source} and debt_id = ${debtId}`;
}

async function insertRecovery(db: Kysely<Schema>, { input, ...record }: RecoveryRecord): Promise<boolean> {
  const result = await db
    .insertInto('recoveries')
    .values({
      source: input.source,
      debt_id: input.debtId,
      workflow_id: recoveryWorkflowId(input),
      kind: input.kind,
      customer_id: input.customerId,
      subscription_id: record.subscriptionId,
      opened_by: record.openedBy,
      first_failure_at: input.firstFailureAt,
      sequence: JSON.stringify(input.sequence),
      amount_due_minor: input.amountDueMinor,
      currency: input.currency,
      is_shadow: record.isShadow ?? false,
    })
    .onConflict((conflict) => conflict.columns(['source', 'debt_id']).doNothing())
    .executeTakeFirst();
  return (result.numInsertedOrUpdatedRows ?? 0n) > 0n;
}

/** The sequence that a recovery keeps, as its row has it. */
export const sequenceRow = z.object({
  id: z.string(),
  // Recoveries that were started by hand, before starts were read, may have a number here.
  version: z.union([z.string(), z.number().transform(String)]),
  steps: z.array(
    z.object({
      id: z.string(),
      offset: z.string(),
      role: z.enum(STEP_ROLES).exactOptional(),
      template: z.string().exactOptional(),
      channels: z.array(z.enum(CHANNELS)).exactOptional(),
      action: z.literal('none').exactOptional(),
    }),
  ),
  winbackWindow: z.string().exactOptional(),
  endsAs: z.literal('expired').exactOptional(),
  waitForSilentRetry: z.literal(true).exactOptional(),
  quietBeforeNextAttempt: z.string().exactOptional(),
});

const recoveryRow = z.object({
  source: sourceName,
  kind: z.enum(['invoice', 'order']),
  outcome: z.enum(OUTCOMES).nullable(),
  sequence: sequenceRow,
});

export type RecoveryRow = Selectable<Schema['recoveries']>;

/** A row as the domain knows it. */
export function parseRecovery(row: RecoveryRow): RecoveryRecord {
  const parsed = recoveryRow.parse(row);
  return {
    input: {
      source: parsed.source,
      debtId: row.debt_id,
      kind: parsed.kind,
      customerId: row.customer_id,
      firstFailureAt: row.first_failure_at,
      sequence: parsed.sequence,
      amountDueMinor: row.amount_due_minor,
      currency: row.currency,
    },
    subscriptionId: row.subscription_id,
    openedBy: row.opened_by,
    outcome: parsed.outcome,
    suspendAt: row.suspend_at,
    ...(row.is_shadow && { isShadow: true }),
  };
}

/** Of a list: a row that cannot be read is logged, and keeps nobody from the rows beside it. */
export function readable<Read>(
  rows: readonly RecoveryRow[],
  read: (row: RecoveryRow) => Read,
  log: Log,
): readonly Read[] {
  return rows.flatMap((row) => {
    try {
      return [read(row)];
    } catch (error) {
      if (!(error instanceof z.ZodError)) throw error;
      const fields = error.issues.map(({ path }) => path.join('.'));
      log.error({ source: row.source, debtId: row.debt_id, fields }, 'recovery.unreadable');
      return [];
    }
  });
}
