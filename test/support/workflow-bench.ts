import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Client, Connection } from '@temporalio/client';
import { NativeConnection, Worker } from '@temporalio/worker';
import { startTemporalDevServer } from '../../scripts/servers/temporal-dev-server.ts';
import { toInstant } from '../../src/domain/instant.ts';
import type { RecoveryEngine } from '../../src/ports/recovery-engine.ts';
import { createLauncher } from '../../src/temporal/launcher.ts';
import type { RecoveryActivities } from '../../src/workflows/activity-contract.ts';
import { eventually } from './eventually.ts';
import { installQuietRuntime, NO_LEDGER, workflowBundle } from './temporal.ts';

/** The real workflow code on a real Temporal server, with activities that only take their time and succeed. */
export interface WorkflowBench {
  readonly client: Client;
  readonly engine: RecoveryEngine;
  /** What has begun for a recovery, in order, e.g. `['first_notice', 'close']`. */
  begun(debtId: string): readonly string[];
  /** Waits until so many activities have begun for a recovery. */
  untilBegun(debtId: string, count: number): Promise<void>;
  close(): Promise<void>;
}

const TASK_QUEUE = 'recoup';

/** @param takesMs how long the next activity takes */
export async function openWorkflowBench(takesMs: () => number): Promise<WorkflowBench> {
  installQuietRuntime();
  const folder = await mkdtemp(join(tmpdir(), 'recoup-bench-'));
  const cliPath = process.env['TEMPORAL_CLI_PATH']!;
  const server = await startTemporalDevServer({
    cliPath,
    dbFile: join(folder, 'temporal.db'),
    log: () => {},
  });
  const { address } = server;
  const [connection, native] = await Promise.all([
    Connection.connect({ address }),
    NativeConnection.connect({ address }),
  ]);
  const client = new Client({ connection });
  const begun = new Map<string, string[]>();
  const worker = await Worker.create({
    connection: native,
    taskQueue: TASK_QUEUE,
    workflowBundle: await workflowBundle(),
    activities: { ...unhurried(begun, takesMs) },
    sinks: NO_LEDGER,
  });
  const running = worker.run();
  return {
    client,
    // Patient: what is measured here is not how fast a busy machine answers.
    engine: createLauncher({ client, taskQueue: TASK_QUEUE, now: Date.now, deadlineMs: 60_000 }),
    begun: (debtId) => begun.get(debtId) ?? [],
    untilBegun: async (debtId, count) => {
      const what = `${count} activities of ${debtId} begin`;
      await eventually(what, () => (begun.get(debtId)?.length ?? 0) >= count, 60_000);
    },
    close: async () => {
      worker.shutdown();
      await running;
      await Promise.all([native.close(), connection.close()]);
      await server.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function unhurried(begun: Map<string, string[]>, takesMs: () => number): RecoveryActivities {
  const work = async (debtId: string, what: string) => {
    begun.set(debtId, [...(begun.get(debtId) ?? []), what]);
    await pause(takesMs());
    return toInstant(Date.now());
  };
  const closed = { kind: 'closed', access: 'active', confirmation: null } as const;
  return {
    deliverStep: async ({ recovery, step }) => {
      const at = await work(recovery.debtId, step);
      return { kind: 'sent', channel: 'whatsapp', at, suspendAt: null };
    },
    suspendAccess: async ({ recovery }) => ({
      kind: 'suspended',
      at: await work(recovery.debtId, 'suspend'),
    }),
    closeRecovery: async ({ recovery, outcome }) => {
      await work(recovery.debtId, outcome);
      return closed;
    },
    restoreAccess: async ({ recovery }) => {
      await work(recovery.debtId, 'restore');
      return closed;
    },
    recordOptOut: async ({ recovery }) => {
      await work(recovery.debtId, 'opt-out');
      return { isRecorded: true };
    },
  };
}
