import { toEpochMs, toInstant } from '../domain/instant.ts';
import { stepRole } from '../domain/sequence.ts';
import { asksDaily, firmnessOf, mayBeMerged } from '../domain/tone.ts';
import type { TurnAnswer } from '../ports/conversation-ledger.ts';
import type { Deferred, DeliverStepRequest, Skipped } from '../workflows/activity-contract.ts';
import type { ActivityDeps } from './deps.ts';
import { growingPause } from './growing-pause.ts';
import type { OpenLook } from './look-at-invoice.ts';

/** A turn that was taken and led to nothing for this long is given to the next. */
const STALE_MS = 3_600_000;
/** How soon we look again while another invoice's message is about to go out. */
const FIRST_PAUSE_MS = 15_000;

/**
 * One conversation per number: of all its invoices, one reminder a day. Null when this one may speak. Another that is
 * due the same day is merged into the message that named its amount in no softer tone, and otherwise waits for the
 * next day. Final notices and account notices are never merged.
 */
export async function awaitTurn(
  deps: ActivityDeps,
  { request, look }: { readonly request: DeliverStepRequest; readonly look: OpenLook },
  contactHash: string,
): Promise<Deferred | Skipped | null> {
  const { step, recovery } = request;
  if (!asksDaily(stepRole(recovery.sequence, step))) return null;
  const gapMs = deps.policy.reminderGapMs;
  const answer = await deps.ledger.takeTurn({
    contactHash,
    debt: recovery,
    step,
    now: toInstant(await deps.clock()),
    gapMs,
    staleMs: Math.min(STALE_MS, gapMs),
    isForced: request.hurry,
  });
  switch (answer.kind) {
    case 'yours':
      return null;
    case 'spoken':
      return isSaid(request, look, answer)
        ? { kind: 'skipped', why: 'merged', into: answer.by.debtId }
        : { kind: 'deferred', until: toInstant(toEpochMs(answer.at) + gapMs), why: 'daily_cap' };
    case 'reserved':
      return { kind: 'deferred', until: await soon(deps, request), why: 'daily_cap' };
  }
}

/** The message of the day named what is still due here, surely went out, and was no softer than ours would be. */
function isSaid(
  { step, recovery }: DeliverStepRequest,
  { invoice }: OpenLook,
  { by, isSent, named }: Extract<TurnAnswer, { kind: 'spoken' }>,
): boolean {
  const { sequence } = recovery;
  if (!isSent || !mayBeMerged(stepRole(sequence, step))) return false;
  if (by.firmness < firmnessOf(sequence, step)) return false;
  const { minor, currency } = invoice.amountRemaining;
  return named.some(
    (debt) =>
      debt.debtId === recovery.debtId && debt.amountMinor === String(minor) && debt.currency === currency,
  );
}

async function soon(deps: ActivityDeps, { trouble }: DeliverStepRequest): Promise<string> {
  const firstMs = Math.min(FIRST_PAUSE_MS, deps.policy.reminderGapMs / 4);
  return toInstant((await deps.clock()) + growingPause(deps, trouble, { why: 'daily_cap', firstMs }));
}
