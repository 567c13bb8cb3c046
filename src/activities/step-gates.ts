import { isConfirmed } from '../domain/delivery.ts';
import { toEpochMs, toInstant } from '../domain/instant.ts';
import type { RecoveryInput } from '../domain/recovery-input.ts';
import { stepRole } from '../domain/sequence.ts';
import type { Deferred, DeliverStepRequest, HeardOptOut } from '../workflows/activity-contract.ts';
import type { ActivityDeps } from './deps.ts';
import type { Contact } from './find-contact.ts';
import { writeOptOut } from './record-opt-out.ts';
import type { StepSoFar } from './step-so-far.ts';

/** Also writes down an opt-out that only the workflow has heard of yet. */
export async function isOptedOut(
  deps: ActivityDeps,
  heard: HeardOptOut & { readonly recovery: RecoveryInput },
  { phoneHash }: Pick<Contact, 'phoneHash'>,
): Promise<boolean> {
  if (heard.optedOut) await writeOptOut(deps, heard, phoneHash);
  return deps.ledger.isOptedOut(phoneHash);
}

/** A reminder whose successor is due would be stale; the final notice never is. */
export async function isSuperseded(
  deps: ActivityDeps,
  { step, recovery, nextDueAt }: DeliverStepRequest,
): Promise<boolean> {
  const role = stepRole(recovery.sequence, step);
  if (role === 'final_notice' || role === 'suspension' || !nextDueAt) return false;
  return (await deps.clock()) >= toEpochMs(nextDueAt);
}

/** One reminder a day at most: after an outage two of them may come due within hours. */
export async function sameDay(
  { clock, policy }: ActivityDeps,
  { step, recovery }: DeliverStepRequest,
  { others }: Pick<StepSoFar, 'others'>,
): Promise<Deferred | null> {
  if (stepRole(recovery.sequence, step) === 'suspension') return null;
  const reminders = others.filter(({ state }) => isConfirmed(state));
  const last = Math.max(0, ...reminders.map((other) => toEpochMs(other.requestedAt ?? other.at)));
  const until = last + policy.reminderGapMs;
  return until > (await clock()) ? { kind: 'deferred', until: toInstant(until), why: 'daily_cap' } : null;
}
