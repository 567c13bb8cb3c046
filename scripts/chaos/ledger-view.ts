import { Client, Connection } from '@temporalio/client';
import pg from 'pg';
import type { Cluster } from './cluster.ts';
import type { DeliveryRow, RecoveryRow } from './verdict.ts';

/** Looks into the service's ledger from outside. */
export interface LedgerView {
  countOpen(): Promise<{ readonly ended: number }>;
  read(): Promise<{ readonly deliveries: DeliveryRow[]; readonly recoveries: RecoveryRow[] }>;
  close(): Promise<void>;
}

const DELIVERIES = 'select debt_id as "debtId", step, channel, state from deliveries';
const RECOVERIES = 'select debt_id as "debtId", workflow_id as "workflowId", outcome from recoveries';

export function openLedgerView({ databaseUrl, temporalAddress }: Cluster): LedgerView {
  const pool = new pg.Pool({ connectionString: databaseUrl, max: 1, connectionTimeoutMillis: 2_000 });
  // The database is killed under it as well; the next query says so.
  pool.on('error', () => {});
  const connection = Connection.lazy({ address: temporalAddress });
  const temporal = new Client({ connection });
  const holdOf = async (workflowId: string): Promise<string | null> => {
    const status = await temporal.workflow
      .getHandle(workflowId)
      .query<{ hold: string | null }>('recoveryStatus');
    return status.hold;
  };
  return {
    countOpen: async () => {
      const { rows } = await pool.query<{ ended: number }>(
        'select count(outcome)::int as ended from recoveries',
      );
      return rows[0]!;
    },
    read: async () => {
      const deliveries = await pool.query<DeliveryRow>(DELIVERIES);
      const found = await pool.query<RecoveryRow & { workflowId: string }>(RECOVERIES);
      const recoveries = found.rows.map(async ({ debtId, outcome, workflowId }) => ({
        debtId,
        outcome,
        hold: outcome ? null : await holdOf(workflowId),
      }));
      return { deliveries: deliveries.rows, recoveries: await Promise.all(recoveries) };
    },
    close: async () => {
      await pool.end();
      await connection.close();
    },
  };
}
