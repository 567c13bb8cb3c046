import type { Channel } from '../../src/domain/delivery.ts';
import type { IsoInstant } from '../../src/domain/instant.ts';
import type { ScenarioName } from './scenarios.ts';

/** What a simulation tells: plain JSON, which `--json` prints and the report draws. */
export interface Told {
  readonly businessName: string;
  readonly customers: readonly ToldCustomer[];
  /** What the billing team was told, by scenario. */
  readonly staff: readonly {
    readonly scenario: ScenarioName | null;
    readonly at: IsoInstant;
    readonly what: string;
    readonly remedy: string;
  }[];
}

export interface ToldCustomer {
  readonly name: string;
  readonly scenario: ScenarioName;
  /** IANA, in which the customer's clock is shown. */
  readonly zone: string;
  readonly country: string | null;
  readonly locale: string | null;
  readonly firstFailureAt: IsoInstant;
  readonly invoices: readonly ToldInvoice[];
  /** In the order of time. */
  readonly timeline: readonly Entry[];
}

export interface ToldInvoice {
  readonly id: string;
  readonly amountMinor: string;
  /** ISO 4217, upper case. */
  readonly currency: string;
  /** Sequence and version, e.g. `standard v1`; null: no recovery was opened. */
  readonly sequence: string | null;
  readonly steps: readonly ToldStep[];
  /** Null: still open when the simulation ended, or never begun. */
  readonly outcome: string | null;
  readonly endedAt: IsoInstant | null;
  readonly suspendedAt: IsoInstant | null;
}

/** One planned contact and what became of it. */
export interface ToldStep {
  readonly step: string;
  /** By the plan, counted from the first failure. */
  readonly dueAt: IsoInstant;
  readonly sent: readonly { readonly channel: Channel; readonly at: IsoInstant; readonly state: string }[];
  /** Why not, or not at once; in the order of time. */
  readonly reasons: readonly string[];
}

export type Entry =
  | {
      readonly kind: 'message';
      readonly at: IsoInstant;
      readonly channel: Channel;
      readonly step: string;
      readonly invoiceId: string | null;
      readonly subject: string | null;
      readonly text: string;
      readonly state: string;
      /** Why then, in a sentence. */
      readonly why: string;
    }
  | { readonly kind: 'reply'; readonly at: IsoInstant; readonly text: string }
  | { readonly kind: 'fact'; readonly at: IsoInstant; readonly text: string };
