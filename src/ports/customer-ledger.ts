import type { CardChargeLedger } from './card-charges.ts';
import type { LinkLedger } from './links.ts';
import type { ConsentLedger } from './whatsapp-consent.ts';

/** What customers do themselves: they open links, save cards, agree to be written to. */
export type CustomerLedger = LinkLedger & CardChargeLedger & ConsentLedger;
