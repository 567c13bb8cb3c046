import { z } from 'zod';
import { ProviderError } from '../../ports/provider-error.ts';
import { kindOfStatus } from '../http/kind-of-status.ts';
import { failuresOf } from '../http/provider-failures.ts';
import { retryAfterMs } from '../http/retry-after.ts';

/** What came back, as far as its failure goes. */
export interface PaddleRefusal {
  readonly status: number;
  readonly retryAfter: string | null;
  readonly json: unknown;
}

const errorAnswer = z.object({
  error: z.object({ code: z.string().regex(/^[a-z0-9_]{1,80}$/) }),
  meta: z.object({ request_id: z.string().max(100).nullish().catch(null) }).nullish(),
});

export const { noAnswer, unreadableAnswer } = failuresOf('paddle', 'Paddle');

/** The one table from Paddle's errors to ours. Of its words only the code is kept. */
export function toProviderError(
  { status, retryAfter, json }: PaddleRefusal,
  doing: string,
  nowMs: number,
): ProviderError {
  const told = errorAnswer.safeParse(json).data;
  const waitMs = status === 429 ? retryAfterMs(retryAfter, nowMs) : null;
  const requestId = told?.meta?.request_id;
  return new ProviderError({
    provider: 'paddle',
    kind: kindOfStatus(status),
    doing: told ? `${doing}: ${told.error.code}` : doing,
    status,
    ...(requestId && { requestId }),
    ...(waitMs !== null && { retryAfterMs: waitMs }),
  });
}
