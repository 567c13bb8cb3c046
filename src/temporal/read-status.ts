import type { Client } from '@temporalio/client';
import { WorkflowNotFoundError } from '@temporalio/common';
import { recoveryWorkflowId, type DebtRef } from '../domain/ids.ts';
import type { RecoveryStatus } from '../domain/recovery-status.ts';
import { recoveryStatusQuery } from '../workflows/messages.ts';

/** What a recovery says of itself; null where Temporal knows no run of it. Needs a worker that polls. */
export async function readStatus(
  client: Client,
  debt: DebtRef,
  deadline: number,
): Promise<RecoveryStatus | null> {
  const handle = client.workflow.getHandle(recoveryWorkflowId(debt));
  try {
    return await client.withDeadline(deadline, () => handle.query(recoveryStatusQuery));
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return null;
    throw error;
  }
}
