import { recoveryWorkflowId } from '../../domain/ids.ts';
import type { Crm, CrmStatus } from '../../ports/crm.ts';
import { postSigned, type SignedWebhookOptions } from './post.ts';

export interface SignedWebhookCrmOptions extends SignedWebhookOptions {
  /** Upper bound for every call, in milliseconds; the caller's own limit counts where it is shorter. */
  readonly timeoutMs?: number;
}

/** Posts each status to a URL of the business. The same status always has the same `id`. */
export function createSignedWebhookCrm(options: SignedWebhookCrmOptions): Crm {
  return {
    record(status, timeoutMs) {
      const payload = payloadOf(status);
      return postSigned(options, {
        provider: 'crm-webhook',
        payload,
        doing: `recording ${status.status} as ${payload.id}`,
        timeoutMs: Math.min(timeoutMs, options.timeoutMs ?? timeoutMs),
      });
    },
  };
}

/** The flat JSON a receiver gets; its field names are public. */
function payloadOf(status: CrmStatus) {
  const workflowId = recoveryWorkflowId(status.debt);
  return {
    event: 'recovery.status',
    id: `${workflowId}:${status.sequenceNumber}`,
    occurredAt: status.at,
    source: status.debt.source,
    debtId: status.debt.debtId,
    customerId: status.customerId,
    status: status.status,
    sequenceNumber: status.sequenceNumber,
    amountDueMinor: status.amountDueMinor,
    currency: status.currency,
    workflowId,
  };
}
