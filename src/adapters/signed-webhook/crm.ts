import axios, { type AxiosResponse } from 'axios';
import { recoveryWorkflowId } from '../../domain/ids.ts';
import type { Crm, CrmStatus } from '../../ports/crm.ts';
import { ProviderError } from '../../ports/provider-error.ts';
import { refusal } from './errors.ts';
import { SIGNATURE_HEADER, signatureHeader } from './sign.ts';

export interface SignedWebhookCrmOptions {
  readonly url: URL;
  /** Shared with the receiver; signs the body and is never sent. */
  readonly secret: string;
  /** Upper bound for every call, in milliseconds; the caller's own limit counts where it is shorter. */
  readonly timeoutMs?: number;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

// Only the status of the answer is used.
const MAX_ANSWER_BYTES = 64 * 1024;

/**
 * Posts each status to a URL of the business. Any 2xx answer is success. The same status always has the same `id`,
 * so the receiver drops repetitions, and a call that may have been done is `unavailable`: safe to repeat.
 */
export function createSignedWebhookCrm(options: SignedWebhookCrmOptions): Crm {
  return {
    async record(status, timeoutMs) {
      const payload = payloadOf(status);
      const doing = `recording ${status.status} as ${payload.id}`;
      const limitMs = Math.min(timeoutMs, options.timeoutMs ?? timeoutMs);
      // Nothing of the AxiosError is kept: the URL may carry a token.
      const response = await post(options, payload, limitMs).catch((): never => {
        throw new ProviderError({ provider: 'crm-webhook', kind: 'unavailable', doing });
      });
      if (response.status >= 200 && response.status < 300) return;
      const retryAfter: unknown = response.headers['retry-after'];
      throw refusal({ status: response.status, retryAfter, doing, nowMs: options.now() });
    },
  };
}

function post(
  options: SignedWebhookCrmOptions,
  payload: CrmPayload,
  timeoutMs: number,
): Promise<AxiosResponse> {
  const { url, secret, now } = options;
  // Bytes, so that axios sends what was signed and does not write the JSON anew.
  const body = Buffer.from(JSON.stringify(payload));
  return axios.request<unknown>({
    method: 'POST',
    url: url.href,
    data: body,
    headers: {
      'Content-Type': 'application/json',
      'Idempotency-Key': payload.id,
      [SIGNATURE_HEADER]: signatureHeader({ body, secret, nowMs: now() }),
    },
    // axios' own `timeout` starts again with every byte of the answer.
    signal: AbortSignal.timeout(timeoutMs),
    responseType: 'text',
    maxRedirects: 0,
    maxContentLength: MAX_ANSWER_BYTES,
    validateStatus: () => true,
    proxy: false,
  });
}

type CrmPayload = ReturnType<typeof payloadOf>;

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
