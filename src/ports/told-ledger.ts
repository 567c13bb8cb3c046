import type { DebtRef, Source } from '../domain/ids.ts';
import type { IsoInstant } from '../domain/instant.ts';
import type { ToldDebt } from '../domain/told-debt.ts';

/** The latest that a source told of a debt by itself. */
export interface ToldRecord {
  readonly debt: DebtRef;
  /** When it was so, by the source's clock. */
  readonly at: IsoInstant;
  /** Minor units, as a decimal string. */
  readonly amountDueMinor: string;
  readonly currency: string;
  readonly chargeAttempt: number;
  readonly customerId: string | null;
  readonly subscriptionId: string | null;
  readonly told: ToldDebt;
}

/** Debts of sources that cannot be asked, or were asked last then. */
export interface ToldLedger {
  /** What is older than what is known changes nothing. Idempotent. */
  recordTold(record: ToldRecord): Promise<void>;
  findTold(debt: DebtRef): Promise<ToldRecord | null>;
  /** Of a customer's debts the one told last, among those that say who the customer is. */
  lastToldOf(source: Source, customerId: string): Promise<ToldRecord | null>;
}
