import type { DebtRef } from './ids.ts';
import type { IsoInstant } from './instant.ts';
import type { Sequence } from './sequence.ts';

/** What a recovery starts with: ids, an amount and instants; no personal data, plain JSON. */
export interface RecoveryInput extends DebtRef {
  readonly kind: 'invoice' | 'order';
  readonly customerId: string | null;
  /** Due instants count from here. */
  readonly firstFailureAt: IsoInstant;
  readonly sequence: Sequence;
  /** Due when the recovery started, in the source's minor units, as a decimal string: `"1999"`. */
  readonly amountDueMinor: string;
  /** ISO 4217, upper case. */
  readonly currency: string;
}
