import type { DebtRef } from '../domain/ids.ts';
import type { RecoveryRecord } from './ledger.ts';

/** Links of our own that stand in messages; absent, the processor's own page does. */
export interface PayLinks {
  /** A signed link to this debt's page, e.g. `https://pay.example/pay/AQBR…`. Throws where the ledger does not know the debt. */
  linkTo(debt: DebtRef): Promise<string>;
}

/** What a payment link means without saying it: 16 hexadecimal digits by chance, one for each recovery, for ever. */
export interface LinkLedger {
  /** Null: the ledger knows no recovery of this debt. */
  payRef(debt: DebtRef): Promise<string | null>;
  findByPayRef(payRef: string): Promise<RecoveryRecord | null>;
}
