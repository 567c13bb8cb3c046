import { Client, Connection, WorkflowNotFoundError, type WorkflowHandle } from '@temporalio/client';
import type { RecoveryStatus } from '../../../src/domain/recovery-status.ts';

/** What is known about the workflow of one invoice. */
export type RecoveryReading =
  /** Not asked yet. */
  | { kind: 'unread' }
  /** The webhook has not become a workflow yet. */
  | { kind: 'starting' }
  /** Temporal or the worker does not answer; `last` is what it said before. */
  | { kind: 'unreachable'; problem: string; last: RecoveryStatus | null }
  /** Ended from outside, without an outcome of its own. */
  | { kind: 'stopped'; run: string }
  | { kind: 'known'; status: RecoveryStatus };

export interface RecoveryReader {
  /** Latest readings; older ones are refreshed on the way, waiting at most `patienceMs`. */
  read(invoiceIds: readonly string[], patienceMs: number): Promise<ReadonlyMap<string, RecoveryReading>>;
  close(): Promise<void>;
}

export interface RecoveryReaderOptions {
  /** Null: every reading stays `unread`. */
  address: string | null;
  namespace: string;
}

interface CachedReading {
  reading: RecoveryReading;
  readAt: number;
}

const MAX_AGE_MS = 900;
const DEADLINE_MS = 1500;

/** Workflow id of the recovery of a Stripe invoice. */
export function recoveryWorkflowId(invoiceId: string): string {
  return `recovery:stripe:${invoiceId}`;
}

/** Asks the workflows themselves for their status, seldom enough not to burden them. */
export function createRecoveryReader({ address, namespace }: RecoveryReaderOptions): RecoveryReader {
  const cache = new Map<string, CachedReading>();
  const refreshing = new Map<string, Promise<void>>();
  const connection = address === null ? null : Connection.lazy({ address });
  const client = connection && new Client({ connection, namespace });

  function refresh(temporal: Client, invoiceId: string): Promise<void> {
    const running = refreshing.get(invoiceId);
    if (running) return running;
    const refreshed = readRecovery(temporal, invoiceId)
      .then((reading) => {
        const last = latestStatus(cache.get(invoiceId)?.reading);
        cache.set(invoiceId, {
          reading: reading.kind === 'unreachable' ? { ...reading, last } : reading,
          readAt: Date.now(),
        });
      })
      .finally(() => refreshing.delete(invoiceId));
    refreshing.set(invoiceId, refreshed);
    return refreshed;
  }

  return {
    async read(invoiceIds, patienceMs) {
      const stale = client ? invoiceIds.filter((id) => isStale(cache.get(id))) : [];
      await atMost(patienceMs, Promise.all(stale.map((id) => refresh(client!, id))));
      return new Map(invoiceIds.map((id) => [id, cache.get(id)?.reading ?? { kind: 'unread' }]));
    },
    async close() {
      await Promise.all(refreshing.values());
      await connection?.close();
    },
  };
}

/** The status a reading tells, if only as of before. */
export function latestStatus(reading: RecoveryReading | undefined): RecoveryStatus | null {
  if (reading?.kind === 'known') return reading.status;
  return reading?.kind === 'unreachable' ? reading.last : null;
}

function isStale(cached: CachedReading | undefined): boolean {
  if (!cached) return true;
  return !hasEnded(cached.reading) && Date.now() - cached.readAt >= MAX_AGE_MS;
}

function hasEnded(reading: RecoveryReading): boolean {
  return reading.kind === 'stopped' || (reading.kind === 'known' && reading.status.outcome !== null);
}

async function readRecovery(client: Client, invoiceId: string): Promise<RecoveryReading> {
  const handle = client.workflow.getHandle(recoveryWorkflowId(invoiceId));
  try {
    return await client.withDeadline(Date.now() + DEADLINE_MS, () => readRun(handle));
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return { kind: 'starting' };
    return {
      kind: 'unreachable',
      problem: error instanceof Error ? error.message : String(error),
      last: null,
    };
  }
}

async function readRun(handle: WorkflowHandle): Promise<RecoveryReading> {
  const [description, status] = await Promise.all([
    handle.describe(),
    handle.query<RecoveryStatus>('recoveryStatus'),
  ]);
  const run = description.status.name;
  const endedOutside = status.outcome === null && run !== 'RUNNING' && run !== 'CONTINUED_AS_NEW';
  return endedOutside ? { kind: 'stopped', run } : { kind: 'known', status };
}

async function atMost(ms: number, work: Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const patience = new Promise((resolve) => (timer = setTimeout(resolve, ms)));
  await Promise.race([work, patience]);
  clearTimeout(timer);
}
