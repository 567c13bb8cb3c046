import { randomUUID } from 'node:crypto';
import { Client } from '@temporalio/client';
import { sql } from 'kysely';
import { toInstant } from '../../src/domain/instant.ts';
import { STANDARD_SEQUENCE } from './standard-sequence.ts';
import type { RecoveryRecord } from '../../src/ports/ledger.ts';
import type { Repair, RepairReport } from '../../src/domain/reconciliation.ts';
import { eventually } from './eventually.ts';
import type { Lab } from './lab.ts';
import { untilClosed } from './story.ts';

/** Runs reconciliation once, as the schedule would (the test server has none), and lets what it found take effect. */
export async function reconcileOnce(lab: Lab, { dryRun = false } = {}): Promise<readonly RepairReport[]> {
  // The environment's own client skips time while it waits for a result, even of a run that is over.
  const client = new Client({ connection: lab.env.connection, namespace: lab.env.namespace ?? 'default' });
  const handle = await client.workflow.start('reconcile', {
    workflowId: `reconcile-${randomUUID()}`,
    taskQueue: lab.config.temporal.taskQueue,
    args: [{ dryRun }],
  });
  const status = await untilClosed(handle);
  if (status !== 'COMPLETED') throw new Error(`reconciliation ended ${status}`);
  const reports = (await handle.result()) as readonly RepairReport[];
  await eventually('the inbox is empty', async () => (await lab.intake.relayStore.oldestPending()) === null);
  return reports;
}

/** What each repair came to, of those that had anything to say: `runs 1 of 1: in_1: cancelled (by: terminated)`. */
export function told(reports: readonly RepairReport[]): string[] {
  return reports.flatMap(({ repair, looked, repaired, left, findings, skipped, failed }) => {
    if (skipped && !findings.length && repair === 'crm') return [];
    const remark = failed ?? skipped ?? findings.join(', ');
    if (!remark && repaired === 0 && left === 0) return [];
    return [`${repair} ${repaired} of ${looked}${left ? ` (${left} left)` : ''}: ${remark}`];
  });
}

export function reportOf(reports: readonly RepairReport[], repair: Repair): RepairReport {
  const found = reports.find((report) => report.repair === repair);
  if (!found) throw new Error(`no report of ${repair}`);
  return found;
}

/** Every row of every table but the reports themselves, and every message that was requested. */
export async function everything(lab: Lab): Promise<unknown> {
  const { db } = lab.database;
  const tables = await sql<{ name: string }>`
    select table_name as name from information_schema.tables
    where table_schema = 'public' and table_name not like 'kysely%' and table_name <> 'reconciliations'
    order by 1`.execute(db);
  const rows: Record<string, unknown> = {};
  for (const { name } of tables.rows) {
    const { rows: all } = await sql<{ row: string }>`
      select row_to_json(t)::text as row from ${sql.table(name)} t order by 1`.execute(db);
    rows[name] = all.map(({ row }) => row);
  }
  return { rows, messages: lab.rapiwa.messages.map(({ at, number, text }) => ({ at, number, text })) };
}

/**
 * The ledger has the recovery, and no run was started: what a crash leaves behind. @returns its first failure, now, in
 * milliseconds since 1970
 */
export async function openWithoutRun(
  lab: Lab,
  invoiceId: string,
  facts: Pick<RecoveryRecord, 'isShadow'> = {},
): Promise<number> {
  const firstFailure = Math.floor(lab.clock.sync() / 1000) * 1000;
  const invoice = lab.stripe.state.invoices[invoiceId]!;
  await lab.database.ledger.openRecovery({
    ...facts,
    input: {
      source: 'stripe',
      debtId: invoiceId,
      kind: 'invoice',
      customerId: invoice.customer,
      firstFailureAt: toInstant(firstFailure),
      sequence: STANDARD_SEQUENCE,
      amountDueMinor: String(invoice.amount_due),
      currency: invoice.currency.toUpperCase(),
    },
    subscriptionId: invoice.parent!.subscription_details.subscription,
    openedBy: 'evt_before_the_crash',
    outcome: null,
    suspendAt: null,
  });
  return firstFailure;
}
