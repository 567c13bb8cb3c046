import { sleep } from '@temporalio/workflow';
import { toEpochMs } from '../domain/instant.ts';
import type { RecoveryInput } from '../domain/recovery-input.ts';
import { closing } from './activity-proxies.ts';

/** A payment for a recovery that has already ended: access comes back, the customer is thanked, the outcome stays. */
export async function restoreAccess(recovery: RecoveryInput): Promise<void> {
  for (;;) {
    const summary = 'restore access: paid after the recovery ended';
    const result = await closing.restoreAccess.executeWithOptions({ summary }, [{ recovery }]);
    if (result.kind === 'closed') return;
    await sleep(Math.max(1_000, toEpochMs(result.until) - Date.now()), {
      summary: `confirmation (${result.why}), due ${result.until}`,
    });
  }
}
