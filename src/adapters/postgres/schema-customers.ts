import type { Generated } from 'kysely';

/** What customers decide about themselves: the cards they save, and what they agree to. */
export interface CustomerTables {
  card_charges: {
    source: string;
    debt_id: string;
    payment_method_id: string;
    state: string;
    reason: string | null;
    began_at: string;
    settled_at: string | null;
  };
  consents: {
    id: Generated<string>;
    source: string;
    customer_id: string | null;
    phone_hash: string;
    kind: string;
    is_given: boolean;
    wording: string;
    at: string;
  };
}
