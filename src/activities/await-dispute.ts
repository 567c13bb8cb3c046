import type { IsoInstant } from '../domain/instant.ts';
import type { RecoveryInput } from '../domain/recovery-input.ts';
import type { Held } from '../workflows/activity-contract.ts';
import type { ActivityDeps } from './deps.ts';
import { holdFor } from './reach-customer.ts';

export interface Asking {
  readonly recovery: RecoveryInput;
  readonly disputesReleasedAt?: IsoInstant | null;
}

/**
 * Null where no dispute is open, else the hold. Disputes that were known when staff released the hold do not count: the
 * workflow remembers when that was, so that the ledger does not hold again what a person has decided. A new one does.
 */
export async function awaitDispute(deps: ActivityDeps, asking: Asking): Promise<Held | null> {
  const { recovery, disputesReleasedAt = null } = asking;
  if (!(await deps.ledger.isDisputed(recovery, disputesReleasedAt))) return null;
  await deps.alerts.alert({
    key: `dispute:${recovery.debtId}`,
    what: `${recovery.debtId}: its payment is disputed, so nobody is asked and nothing is suspended`,
    remedy: 'answer the dispute; the recovery goes on when it is closed, or when you resume it',
  });
  return holdFor(deps, 'dispute');
}
