import type { Kysely } from 'kysely';
import type { Ledger } from '../../ports/ledger.ts';
import type { Log } from '../../ports/log.ts';
import { createAccessLedger } from './access.ts';
import { createAccessEffectLedger } from './access-effects.ts';
import { createAlertLedger } from './staff-alerts.ts';
import { createCardChargeLedger } from './card-charges.ts';
import { createChannelLedger } from './channel-states.ts';
import { createContactLedger } from './contacts.ts';
import { createConversationLedger } from './conversations.ts';
import { createCrmLedger } from './crm-status.ts';
import { createDeclineLedger } from './declines.ts';
import { createDeliveryLedger } from './deliveries.ts';
import { createDisputeLedger } from './disputes.ts';
import { createConsentLedger } from './given-consents.ts';
import { createHoldLedger } from './holds.ts';
import { createLinkLedger } from './links.ts';
import { createNumberCheckLedger } from './number-checks.ts';
import { createPaceLedger } from './pace.ts';
import { createRecoveryLedger } from './recoveries.ts';
import { createReplyLedger } from './reply-holds.ts';
import type { Schema } from './schema.ts';
import { createShadowLedger } from './shadow.ts';
import { createStandingLedger } from './standings.ts';
import { createToldLedger } from './told-debts.ts';
import { createWinbackLedger } from './winback-offers.ts';

/** The ledger on Postgres. @param random 0 ≤ x < 1, for the jitter of the sender's pace */
export function createPostgresLedger(db: Kysely<Schema>, random: () => number, log: Log): Ledger {
  return {
    ...createRecoveryLedger(db, log),
    ...createStandingLedger(db),
    ...createDeliveryLedger(db),
    ...createShadowLedger(db),
    ...createContactLedger(db),
    ...createConversationLedger(db),
    ...createChannelLedger(db),
    ...createAccessLedger(db),
    ...createAccessEffectLedger(db),
    ...createDeclineLedger(db),
    ...createToldLedger(db),
    ...createWinbackLedger(db),
    ...createDisputeLedger(db),
    ...createReplyLedger(db),
    ...createPaceLedger(db, random),
    ...createNumberCheckLedger(db),
    ...createAlertLedger(db),
    ...createHoldLedger(db),
    ...createLinkLedger(db),
    ...createCardChargeLedger(db),
    ...createConsentLedger(db),
    ...createCrmLedger(db),
  };
}
