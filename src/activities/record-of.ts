import type { RecoveryInput } from '../domain/recovery-input.ts';
import type { RecoveryRecord } from '../ports/ledger.ts';
import type { ActivityDeps } from './deps.ts';

/**
 * The ledger's record of this recovery. A ledger restored from a backup may lack it: it is opened again from the
 * workflow's own input.
 */
export async function recordOf(
  { ledger, policy }: ActivityDeps,
  input: RecoveryInput,
): Promise<RecoveryRecord> {
  const found = await ledger.findRecovery(input);
  if (found) return found;
  const missing = { input, subscriptionId: null, openedBy: 'workflow', outcome: null, suspendAt: null };
  const shadow = policy.isShadow ? ({ isShadow: true } as const) : {};
  return (await ledger.openRecovery({ ...missing, ...shadow })).record;
}
