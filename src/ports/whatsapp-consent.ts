import type { Source } from '../domain/ids.ts';
import type { IsoInstant } from '../domain/instant.ts';
import type { Phone } from '../domain/phone.ts';

export interface CustomerRef {
  readonly source: Source;
  readonly customerId: string;
}

export interface WhatsappContact {
  readonly customerId: string;
  /** Its owner agreed to notices there; where it stands at the source, it says so. */
  readonly phone: Phone;
  readonly offers: boolean;
}

/** Where a source keeps a customer's WhatsApp number. */
export interface WhatsappContacts {
  /** Safe to repeat. Throws a `ProviderError`, `not_found` where the customer is gone. */
  save(contact: WhatsappContact): Promise<void>;
}

/** What somebody agreed to, in the words that stood beside the box. */
export interface GivenConsent {
  readonly customer: CustomerRef;
  readonly phoneHash: string;
  /** Where it was given and what it said, e.g. `phone page: Yes, …`. */
  readonly notices: string;
  readonly offers: { readonly isGiven: boolean; readonly wording: string };
  readonly now: IsoInstant;
}

export interface ConsentLedger {
  /** Remembers number and consents. What was said before in the same words adds no row. */
  recordGivenConsent(given: GivenConsent): Promise<void>;
  /** Whom we are asking now. */
  customersOfOpenRecoveries(): Promise<readonly CustomerRef[]>;
}
