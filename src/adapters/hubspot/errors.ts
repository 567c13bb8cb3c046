import { z } from 'zod';
import { ProviderError, type ProviderErrorKind } from '../../ports/provider-error.ts';
import { kindOfStatus } from '../http/kind-of-status.ts';
import { retryAfterMs } from '../http/retry-after.ts';

export interface Refusal {
  readonly status: number;
  readonly body: unknown;
  readonly retryAfter: unknown;
  readonly doing: string;
  readonly nowMs: number;
}

/** Its limits count in windows of ten seconds; an answer that says nothing else means the next window. */
const WINDOW_MS = 10_000;

const errorBody = z.object({ correlationId: z.string().max(100).optional(), message: z.string().optional() });

/** The one table from HubSpot's status codes to our errors. Its words repeat addresses, and are not kept. */
export function refusal({ status, body, retryAfter, doing, nowMs }: Refusal): ProviderError {
  const said = errorBody.safeParse(body).data;
  const waitMs = retryAfterMs(retryAfter, nowMs) ?? (status === 429 ? WINDOW_MS : null);
  const isUnprepared = status === 400 && UNPREPARED.test(said?.message ?? '');
  return new ProviderError({
    provider: 'hubspot',
    kind: kindOf(status),
    doing: isUnprepared
      ? `${doing} (run \`recoup hubspot setup\`: a property or option of ours is missing)`
      : doing,
    status,
    ...(said?.correlationId && { requestId: said.correlationId }),
    ...(waitMs !== null && { retryAfterMs: waitMs }),
  });
}

const UNPREPARED = /PROPERTY_DOESNT_EXIST|INVALID_OPTION|does not exist|not one of the allowed options/i;

/** 423: locked by a busy batch, which passes. Of itself it never redirects: then the address is wrong. */
function kindOf(status: number): ProviderErrorKind {
  return status < 400 ? 'rejected' : kindOfStatus(status, { 423: 'unavailable' });
}
