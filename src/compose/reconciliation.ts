import type { Client } from '@temporalio/client';
import type { ReconcileDeps } from '../activities/reconcile/deps.ts';
import { createInboxStore } from '../adapters/postgres/inbox-store.ts';
import { createReconciliationLedger } from '../adapters/postgres/reconciliation.ts';
import { composeActivityDeps, type ActivityParts, type OpenDatabase } from '../composition.ts';
import { ofSource } from '../ports/per-source.ts';
import { createLauncher } from '../temporal/launcher.ts';
import { createRunReader } from '../temporal/runs.ts';
import { rereadBy } from '../webhooks/reread.ts';
import { composeSources, partOf } from './sources.ts';

export interface ReconcileParts extends ActivityParts {
  readonly database: OpenDatabase;
  readonly client: Client;
}

/** What reconciliation needs, in the worker: what its other activities have, Temporal, and the lists of every source. */
export async function composeReconcileDeps(parts: ReconcileParts): Promise<ReconcileDeps> {
  const { config, database, client, clock } = parts;
  const { ledger, billing, crm, alerts, log } = await composeActivityDeps(parts);
  const sources = composeSources({ config, database, log });
  return {
    ...{ ledger, billing, crm, alerts, log, clock },
    records: createReconciliationLedger(database.db, log),
    inbox: createInboxStore(database.pool),
    sweeps: partOf(sources, 'sweep'),
    reread: (source, body) => rereadBy(ofSource(sources, source).webhooks, body),
    engine: createLauncher({ client, taskQueue: config.temporal.taskQueue, now: Date.now }),
    runs: createRunReader({ client }),
    windowMs: config.reconcileWindowMs,
    sequenceBook: config.sequenceBook,
  };
}
