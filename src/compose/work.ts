import type { InjectedSinks } from '@temporalio/worker';
import { createEventActivities } from '../activities/deliver-events.ts';
import { createActivities } from '../activities/index.ts';
import { createReconciliationActivities } from '../activities/reconcile/index.ts';
import { createDigestActivities } from '../activities/tell-digest.ts';
import { createDigestLedger } from '../adapters/postgres/digest.ts';
import { composeActivityDeps } from '../composition.ts';
import type { Rounds } from '../inbox/rounds.ts';
import { createLedgerSinks } from '../temporal/ledger-sinks.ts';
import type {
  DigestActivities,
  EventActivities,
  ReconciliationActivities,
  RecoveryActivities,
} from '../workflows/activity-contract.ts';
import type { LedgerSinks } from '../workflows/ledger-sink.ts';
import { composeTeam } from './channels.ts';
import { composeEventDeps, keepDelivering } from './events.ts';
import { composeReconcileDeps, type ReconcileParts } from './reconciliation.ts';

/** What a worker does beside polling: its activities, what runs tell it, and what it looks after by itself. */
export interface Work {
  readonly activities: RecoveryActivities & ReconciliationActivities & EventActivities & DigestActivities;
  readonly sinks: InjectedSinks<LedgerSinks>;
  /** For as long as the worker polls; null where there is nothing to look after. */
  keepGoing(): Rounds | null;
}

/** Throws a `ConfigError` naming what a worker cannot do without. */
export async function composeWork(parts: ReconcileParts): Promise<Work> {
  const { database, clock, log } = parts;
  const deps = await composeActivityDeps(parts);
  const reconciling = await composeReconcileDeps(parts);
  return {
    activities: {
      ...createActivities(deps),
      ...createReconciliationActivities(reconciling),
      ...createEventActivities(composeEventDeps(parts)),
      ...createDigestActivities({
        ledger: createDigestLedger(database.db),
        staff: composeTeam(parts),
        clock,
      }),
    },
    sinks: createLedgerSinks({ recordHold: database.ledger.recordHold, log }),
    keepGoing: () => keepDelivering(parts),
  };
}
