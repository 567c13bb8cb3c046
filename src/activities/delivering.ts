import type { Channel } from '../domain/delivery.ts';
import type { RecoveryRecord } from '../ports/ledger.ts';
import type { DeliverStepRequest } from '../workflows/activity-contract.ts';
import type { OpenLook } from './look-at-invoice.ts';
import type { OtherDebt } from './read-other-debts.ts';
import type { StepSoFar } from './step-so-far.ts';

/** One look at the invoice, and what is to be done on its strength. */
export interface Delivering {
  readonly request: DeliverStepRequest;
  readonly record: RecoveryRecord;
  readonly look: OpenLook;
  readonly soFar: StepSoFar;
  /** The customer's other open debts, which a reminder names in its totals. */
  readonly others: readonly OtherDebt[];
  /** Channels that refused the message in this call for a reason that may pass. */
  readonly refused: ReadonlySet<Channel>;
}
