import { sql, type Kysely } from 'kysely';
import { z } from 'zod';
import { REPAIRS } from '../../domain/reconciliation.ts';
import type { ReconciliationLedger } from '../../ports/reconciliation.ts';
import type { Schema } from './schema.ts';

type ReconciliationLog = Pick<
  ReconciliationLedger,
  'recordReconciliation' | 'lastReconciliation' | 'lastEventSweep'
>;

const storedReports = z.array(
  z.object({
    repair: z.enum(REPAIRS),
    looked: z.number(),
    repaired: z.number(),
    left: z.number(),
    findings: z.array(z.string()),
    skipped: z.string().nullable(),
    cursor: z.string().nullable(),
    failed: z.string().nullable(),
  }),
);

/** Reports of what was found and repaired: a row per run. */
export function createReconciliationLog(db: Kysely<Schema>): ReconciliationLog {
  return {
    recordReconciliation: async ({ startedAt, endedAt, reports }) => {
      await db
        .insertInto('reconciliations')
        .values({ started_at: startedAt, ended_at: endedAt, reports: JSON.stringify(reports) })
        .execute();
    },
    lastReconciliation: async () => {
      const row = await db
        .selectFrom('reconciliations')
        .select(['started_at', 'reports'])
        .orderBy('id', 'desc')
        .limit(1)
        .executeTakeFirst();
      if (!row) return null;
      // Of another version: its cursors are worth nothing, and everything is looked at again.
      return { startedAt: row.started_at, reports: storedReports.safeParse(row.reports).data ?? [] };
    },
    lastEventSweep: async () => {
      const { rows } = await sql<{ started_at: string }>`
        select started_at from reconciliations
        where reports @> '[{"repair": "undelivered_events", "failed": null, "skipped": null, "cursor": null}]'
        order by id desc limit 1`.execute(db);
      return rows[0]?.started_at ?? null;
    },
  };
}
