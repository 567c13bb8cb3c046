import {
  isGrpcServiceError,
  WorkflowExecutionAlreadyStartedError,
  type Client,
  type WorkflowStartOptions,
} from '@temporalio/client';
import {
  NamespaceNotFoundError,
  WorkflowNotFoundError,
  WorkflowIdConflictPolicy,
  WorkflowIdReusePolicy,
} from '@temporalio/common';
import { recoveryWorkflowId, restoreWorkflowId } from '../domain/ids.ts';
import type { RecoveryInput } from '../domain/recovery-input.ts';
import { EngineUnreachable, type RecoveryEngine, type RecoveryNews } from '../ports/recovery-engine.ts';
import {
  contactOptedOutSignal,
  customerRepliedSignal,
  holdReleasedSignal,
  invoiceClosedSignal,
  paymentFailedSignal,
  paymentSucceededSignal,
} from '../workflows/messages.ts';
import { startAttributes } from '../workflows/search-attributes.ts';

export interface LauncherOptions {
  readonly client: Client;
  readonly taskQueue: string;
  readonly now: () => number;
  /** Time limit of each call; without one a call to a server that is away takes 20 s. */
  readonly deadlineMs?: number;
}

/** The relay's hands in Temporal. */
export function createLauncher(options: LauncherOptions): RecoveryEngine {
  const { client, taskQueue, now, deadlineMs = 5_000 } = options;
  const call = <T>(doing: string, fn: () => Promise<T>): Promise<T> =>
    client.withDeadline(now() + deadlineMs, fn).catch((error: unknown) => {
      throw isUnreachable(error) ? new EngineUnreachable(doing, { cause: error }) : error;
    });
  const start = (workflowType: string, starting: Omit<WorkflowStartOptions, 'taskQueue'>): Promise<void> =>
    call(`starting ${starting.workflowId}`, () =>
      ignoringDuplicates(client.workflow.start(workflowType, { ...starting, ...ONCE, taskQueue })),
    );

  return {
    start: (input) => start('recoverPayment', recoveryStart(input)),
    tell: (debt, news) =>
      call(`telling ${recoveryWorkflowId(debt)} of ${news.kind}`, () =>
        told(signal(client, recoveryWorkflowId(debt), news)),
      ),
    restoreAccess: (input) => start('restoreAccess', { workflowId: restoreWorkflowId(input), args: [input] }),
  };
}

/** One run per debt for as long as Temporal remembers it; the ledger remembers longer. */
const ONCE = {
  workflowIdConflictPolicy: WorkflowIdConflictPolicy.USE_EXISTING,
  workflowIdReusePolicy: WorkflowIdReusePolicy.REJECT_DUPLICATE,
} as const;

function recoveryStart(input: RecoveryInput) {
  return {
    workflowId: recoveryWorkflowId(input),
    args: [input],
    typedSearchAttributes: startAttributes(input),
    staticSummary: `${input.kind} ${input.debtId}: sequence ${input.sequence.id} v${input.sequence.version}`,
  };
}

function signal(client: Client, workflowId: string, news: RecoveryNews): Promise<void> {
  const handle = client.workflow.getHandle(workflowId);
  // News of it are rows of the ledger, written with the opt-out itself.
  if (news.kind === 'opted_out') return handle.signal(contactOptedOutSignal, { at: news.at, recorded: true });
  if (news.kind === 'hold_released') return handle.signal(holdReleasedSignal, { hold: news.hold });
  if (news.kind === 'replied') {
    const { replyId, hold, holdUntil } = news;
    return handle.signal(customerRepliedSignal, { replyId, hold, holdUntil });
  }
  const { eventId, at } = news;
  if (news.kind === 'charge_failed') {
    return handle.signal(paymentFailedSignal, { eventId, at, chargeAttempt: news.chargeAttempt });
  }
  if (news.kind === 'disputed')
    return handle.signal(invoiceClosedSignal, { eventId, at, standing: 'disputed' });
  if (news.kind === 'dispute_closed') return handle.signal(holdReleasedSignal, { hold: 'dispute' });
  if (news.standing === 'paid') return handle.signal(paymentSucceededSignal, { eventId, at });
  return handle.signal(invoiceClosedSignal, { eventId, at, standing: news.standing });
}

async function ignoringDuplicates(starting: Promise<unknown>): Promise<void> {
  try {
    await starting;
  } catch (error) {
    if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
  }
}

async function told(signalling: Promise<void>): Promise<'told' | 'absent'> {
  try {
    await signalling;
    return 'told';
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return 'absent';
    throw error;
  }
}

/**
 * gRPC INVALID_ARGUMENT, FAILED_PRECONDITION, UNIMPLEMENTED: about what was asked, and so never better by
 * itself. Everything else, a key that expired and a namespace that is not there yet included, is about the way there.
 */
const REFUSAL_CODES: readonly number[] = [3, 9, 12];

/** True where nothing is known about what was asked. */
export function isUnreachable(error: unknown): boolean {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    if (isGrpcServiceError(cause)) return !REFUSAL_CODES.includes(cause.code);
  }
  return error instanceof NamespaceNotFoundError;
}
