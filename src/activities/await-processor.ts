import { durationMs } from '../domain/duration.ts';
import { toEpochMs, toInstant } from '../domain/instant.ts';
import { stepRole } from '../domain/sequence.ts';
import type { Deferred } from '../workflows/activity-contract.ts';
import type { Delivering } from './delivering.ts';
import type { ActivityDeps } from './deps.ts';
import { findDecline } from './find-decline.ts';

/** After the instant that the processor gives for its next try: by then its outcome is known. An hour of a planned day. */
const HOURS_PER_DAY = 24;

/**
 * Null unless the sequence leaves the processor's own next try the first word, and that is near (or, for the first
 * message after a soft decline, still to come). Nothing waits for a try that is overdue, nor does the notice of a
 * suspension.
 */
export async function awaitProcessor(
  deps: ActivityDeps,
  { request, record, look }: Delivering,
): Promise<Deferred | null> {
  const { sequence } = request.recovery;
  const { nextChargeAttemptAt } = look.invoice;
  const { quietBeforeNextAttempt: quiet } = sequence;
  if (!nextChargeAttemptAt || stepRole(sequence, request.step) === 'suspension') return null;
  const now = await deps.clock();
  const nextMs = toEpochMs(nextChargeAttemptAt);
  const knownMs = nextMs + Math.round(deps.policy.reminderGapMs / HOURS_PER_DAY);
  if (now >= knownMs) return null;
  const isNear = quiet !== undefined && now >= nextMs - durationMs(quiet);
  const waits = isNear || (await isSilentYet(deps, { request, record, look }));
  return waits ? { kind: 'deferred', until: toInstant(knownMs), why: 'processor_retry' } : null;
}

/** The first message, before the second charge attempt, of a card that may soon work again. */
async function isSilentYet(
  deps: ActivityDeps,
  { request, record, look }: Pick<Delivering, 'request' | 'record' | 'look'>,
): Promise<boolean> {
  const { steps, waitForSilentRetry } = request.recovery.sequence;
  if (!waitForSilentRetry || steps[0]?.id !== request.step || look.invoice.chargeAttempts > 1) return false;
  return (await findDecline(deps, record.input, look)).class === 'soft';
}
