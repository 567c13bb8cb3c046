import type { DebtRef } from '../domain/ids.ts';
import type { IsoInstant } from '../domain/instant.ts';
import type { CrmStatus } from './crm.ts';

export interface CrmChange {
  readonly status: string;
  /** Still due in minor units, where it was just read; null keeps the last one known. */
  readonly amountDueMinor: string | null;
  /** A CRM is configured: the status is owed to it until `settleCrm`, whatever happens meanwhile. */
  readonly isOwed: boolean;
}

export interface CrmLedger {
  /**
   * Writes the status and raises its number. The same status again, and one that the recovery is already beyond, keep
   * what is there. @returns what is there then
   */
  recordCrmStatus(debt: DebtRef, change: CrmChange, now: IsoInstant): Promise<CrmStatus>;
  /** Whether this number is the latest: an older one is not worth telling any more. */
  isCrmCurrent(debt: DebtRef, sequenceNumber: number): Promise<boolean>;
  /** The CRM has taken this number. Where a later one is known by now, ours may have come after it: told again. */
  settleCrm(debt: DebtRef, sequenceNumber: number): Promise<void>;
}
