import type { ScenarioName } from './scenarios.ts';

/** One customer of a simulation: invented, a line of a CSV, or somebody who is past due at the real Stripe. */
export interface SimulatedCustomer {
  readonly name: string;
  readonly scenario: ScenarioName;
  /** As a person would type it; null: nobody has given one. It reaches nothing but simulated providers. */
  readonly whatsappPhone: string | null;
  readonly email: string | null;
  /** BCP 47, e.g. `pt-BR`; null: not known. */
  readonly locale: string | null;
  /** ISO 3166-1 alpha-2. */
  readonly country: string | null;
  readonly state: string | null;
  readonly postalCode: string | null;
  /** IANA zone, as metadata `time_zone` would give it. */
  readonly timeZone: string | null;
  /** Agreed to offers. */
  readonly marketingConsent: boolean;
  /** One at least; we hear of them in the same moment. */
  readonly invoices: readonly [SimulatedInvoice, ...SimulatedInvoice[]];
  /** Milliseconds since 1970; null: when the simulation begins. */
  readonly firstFailureAt: number | null;
}

export interface SimulatedInvoice {
  /** In Stripe's minor units. */
  readonly amountMinor: number;
  /** ISO 4217, upper case. */
  readonly currency: string;
  /** The bank's word, e.g. `expired_card`; null: it said nothing in particular. */
  readonly declineCode: string | null;
  readonly billingReason: string | null;
  /** Milliseconds since 1970, where it failed before the others of its customer; null: with them. */
  readonly failedAt: number | null;
  /** Charges that have failed by then. */
  readonly chargeAttempts: number;
  /** Of the invoice, which rules of sequences may look at. */
  readonly metadata: Readonly<Record<string, string>>;
}
