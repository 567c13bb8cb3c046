import type { Client } from '@temporalio/client';
import type { ReconcileDeps } from './activities/reconcile/deps.ts';
import { createInboxStore } from './adapters/postgres/inbox-store.ts';
import { createReconciliationLedger } from './adapters/postgres/reconciliation.ts';
import { createStripeSweep } from './adapters/stripe/sweep.ts';
import { composeActivityDeps, type ActivityParts, type OpenDatabase } from './composition.ts';
import { createLauncher } from './temporal/launcher.ts';
import { createRunReader } from './temporal/runs.ts';
import { rereadStripe } from './webhooks/sources/stripe/reread.ts';
import { RELEVANT_TYPES } from './webhooks/sources/stripe/shapes.ts';

export interface ReconcileParts extends ActivityParts {
  readonly database: OpenDatabase;
  readonly client: Client;
}

/** What reconciliation needs, in the worker: what its other activities have, Temporal, and the processor's lists. */
export async function composeReconcileDeps(parts: ReconcileParts): Promise<ReconcileDeps> {
  const { config, database, client, clock } = parts;
  const { ledger, billing, crm, alerts, log } = await composeActivityDeps(parts);
  // Without Stripe the line above has thrown, with the names of what is missing.
  const stripe = config.stripe!;
  const { secretKey: apiKey, apiBase, mode } = stripe;
  return {
    ...{ ledger, billing, crm, alerts, log, clock },
    records: createReconciliationLedger(database.db),
    inbox: createInboxStore(database.pool),
    sweeps: {
      stripe: createStripeSweep({
        ...{ apiKey, apiBase, timeoutMs: 10_000 },
        eventTypes: [...RELEVANT_TYPES],
        isLive: mode === 'live',
      }),
    },
    reread: (_source, body) => rereadStripe(body, mode),
    engine: createLauncher({ client, taskQueue: config.temporal.taskQueue, now: Date.now }),
    runs: createRunReader({ client }),
    windowMs: config.reconcileWindowMs,
  };
}
