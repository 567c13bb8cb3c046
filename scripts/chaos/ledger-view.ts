import { Client, Connection } from '@temporalio/client';
import pg from 'pg';
import type { Cluster } from './cluster.ts';
import type { DeliveryRow, RecoveryRow } from './verdict.ts';

/** Looks into the service's ledger from outside. */
export interface LedgerView {
  /** How many recoveries are over: an outcome, a closed run (it thanks after the outcome), no send under way. */
  countEnded(): Promise<number>;
  read(): Promise<{ readonly deliveries: DeliveryRow[]; readonly recoveries: RecoveryRow[] }>;
  close(): Promise<void>;
}

const DELIVERIES = 'select debt_id as "debtId", step, channel, state from deliveries';
const RECOVERIES = 'select debt_id as "debtId", workflow_id as "workflowId", outcome from recoveries';
const ENDED =
  'select workflow_id as "workflowId" from recoveries r where outcome is not null and not exists ' +
  "(select 1 from deliveries d where d.source = r.source and d.debt_id = r.debt_id and d.state = 'sending')";

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
  const isClosed = closedRunsOf(temporal);
  return {
    countEnded: async () => {
      const { rows } = await pool.query<{ workflowId: string }>(ENDED);
      const closed = await Promise.all(rows.map(({ workflowId }) => isClosed(workflowId)));
      return closed.filter(Boolean).length;
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

/** Asks about each run until it is closed, then remembers. */
function closedRunsOf(temporal: Client): (workflowId: string) => Promise<boolean> {
  const closed = new Set<string>();
  return async (workflowId) => {
    if (closed.has(workflowId)) return true;
    const { status } = await temporal.withDeadline(Date.now() + 5_000, () =>
      temporal.workflow.getHandle(workflowId).describe(),
    );
    if (status.name !== 'RUNNING') closed.add(workflowId);
    return closed.has(workflowId);
  };
}
