import type { Kysely } from 'kysely';
import type { Ledger } from '../../ports/ledger.ts';
import { createAccessLedger } from './access.ts';
import { createChannelLedger } from './channel-states.ts';
import { createContactLedger } from './contacts.ts';
import { createCrmLedger } from './crm-status.ts';
import { createDeliveryLedger } from './deliveries.ts';
import { createDisputeLedger } from './disputes.ts';
import { createPaceLedger } from './pace.ts';
import { createRecoveryLedger } from './recoveries.ts';
import type { Schema } from './schema.ts';
import { createStandingLedger } from './standings.ts';

/** The ledger on Postgres. @param random 0 ≤ x < 1, for the jitter of the sender's pace */
export function createPostgresLedger(db: Kysely<Schema>, random: () => number): Ledger {
  return {
    ...createRecoveryLedger(db),
    ...createStandingLedger(db),
    ...createDeliveryLedger(db),
    ...createContactLedger(db),
    ...createChannelLedger(db),
    ...createAccessLedger(db),
    ...createDisputeLedger(db),
    ...createPaceLedger(db, random),
    ...createCrmLedger(db),
  };
}
