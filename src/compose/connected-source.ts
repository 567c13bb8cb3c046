import type { Config } from '../config/env.ts';
import type { Billing, BillingLookups } from '../ports/billing.ts';
import type { CardCharges } from '../ports/card-charges.ts';
import type { CardPortal } from '../ports/card-portal.ts';
import type { DeclineLookup } from '../ports/declines.ts';
import type { Ledger } from '../ports/ledger.ts';
import type { Log } from '../ports/log.ts';
import type { BillingSweep } from '../ports/reconciliation.ts';
import type { Subscriptions } from '../ports/subscriptions.ts';
import type { WhatsappContacts } from '../ports/whatsapp-consent.ts';
import type { Offers } from '../ports/winback.ts';
import type { WebhookSource } from '../webhooks/source.ts';

export interface SourceParts {
  readonly config: Config;
  readonly database: { readonly ledger: Ledger };
  readonly log: Log;
}

/** What the service asks of one configured source. Null: the source has nothing of the kind, and nobody waits for it. */
export interface ConnectedSource {
  readonly webhooks: WebhookSource;
  readonly billing: Billing;
  readonly lookups: BillingLookups;
  readonly sweep: BillingSweep;
  readonly declines: DeclineLookup | null;
  readonly subscriptions: Subscriptions | null;
  readonly offers: Offers | null;
  /** Its own page for payment details. */
  readonly portal?: CardPortal;
  /** Pays an invoice with a card that its customer has saved. */
  readonly charges?: CardCharges;
  /** Keeps a customer's WhatsApp number. */
  readonly contacts?: WhatsappContacts;
}

/** A kind of source: what `sources.ts` registers, one line each. */
export interface SourceKind {
  /** Null where its variables are not set. Makes no request. */
  connect(parts: SourceParts): ConnectedSource | null;
  /**
   * Reads stored bodies without any key, for the operator's command line: verified when they came.
   * @param mode what the key is for, where the source's events say live or test; null: each body's own word counts
   */
  reader(mode: 'live' | 'test' | null): WebhookSource;
}
