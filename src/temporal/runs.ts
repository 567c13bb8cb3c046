import type { Client } from '@temporalio/client';
import { WorkflowNotFoundError } from '@temporalio/common';
import { recoveryWorkflowId, type DebtRef } from '../domain/ids.ts';
import { OUTCOMES, type Outcome } from '../domain/outcome.ts';
import { EngineUnreachable, type RecoveryRuns, type RunState } from '../ports/recovery-engine.ts';
import { isUnreachable } from './launcher.ts';

export interface RunReaderOptions {
  readonly client: Client;
  /** Time limit of each call. */
  readonly deadlineMs?: number;
}

/** Reads how runs stand, one by one: a list by query lags behind, and would call a young run missing. */
export function createRunReader({ client, deadlineMs = 5_000 }: RunReaderOptions): RecoveryRuns {
  return {
    runOf: async (debt) => {
      try {
        // The system's clock, because a deadline is about the connection.
        return await client.withDeadline(Date.now() + deadlineMs, () => readRun(client, debt));
      } catch (error) {
        if (error instanceof WorkflowNotFoundError) return { kind: 'absent' };
        if (!isUnreachable(error)) throw error;
        throw new EngineUnreachable(`reading ${recoveryWorkflowId(debt)}`, { cause: error });
      }
    },
  };
}

const BROKEN = { TERMINATED: 'terminated', FAILED: 'failed', TIMED_OUT: 'timed_out' } as const;

async function readRun(client: Client, debt: DebtRef): Promise<RunState> {
  const handle = client.workflow.getHandle(recoveryWorkflowId(debt));
  const { status } = await handle.describe();
  const { name } = status;
  if (name in BROKEN) return { kind: 'broken', how: BROKEN[name as keyof typeof BROKEN] };
  if (name === 'CANCELLED') return { kind: 'ended', outcome: 'cancelled' };
  if (name === 'COMPLETED') return { kind: 'ended', outcome: outcomeIn(await handle.result()) };
  // Also one that is paused in the Web UI, and a state of a later server: left alone.
  return { kind: 'running' };
}

function outcomeIn(result: unknown): Outcome | null {
  const named = typeof result === 'object' && result !== null && 'outcome' in result ? result.outcome : null;
  return OUTCOMES.find((outcome) => outcome === named) ?? null;
}
