import type { PaymentFailed } from '../../domain/events.ts';
import { toEpochMs, type IsoInstant } from '../../domain/instant.ts';
import { lapseInstant } from '../../domain/plan.ts';
import { chooseSequence } from '../../domain/sequence-rules.ts';
import type { InboxEntry } from '../../ports/inbox.ts';
import type { ReconcileDeps } from './deps.ts';

type Rules = Pick<ReconcileDeps, 'windowMs' | 'sequenceBook'>;

/** The failure that an entry tells, or may turn out to tell; null where it tells something else. */
export function failureOf({ content }: InboxEntry): PaymentFailed | null {
  if (content.kind === 'event') return content.event.kind === 'payment_failed' ? content.event : null;
  if (content.kind === 'quarantined') return null;
  const { lookup } = content;
  return lookup.kind === 'order' || lookup.kind === 'instalment' ? lookup.failure : null;
}

/** Why nobody is asked any more for a debt of which nobody had heard until `now`; null where it is not too late. */
export function whyTooLate(rules: Rules, failure: PaymentFailed, now: IsoInstant): string | null {
  return whyBeforeWindow(rules, failure.at, now) ?? whyExpired(rules, failure, now);
}

/** A customer who has heard nothing in all that time is not to get a final notice first. */
export function whyBeforeWindow({ windowMs }: Rules, failedAt: IsoInstant, now: IsoInstant): string | null {
  if (toEpochMs(failedAt) >= toEpochMs(now) - windowMs) return null;
  return `not opened, it failed on ${failedAt.slice(0, 10)}, before the window (RECONCILE_WINDOW)`;
}

function whyExpired({ sequenceBook }: Rules, failure: PaymentFailed, now: IsoInstant): string | null {
  const sequence = failure.debtKind === 'order' ? chooseSequence(sequenceBook, failure) : null;
  if (!sequence) return null;
  const isOver = toEpochMs(lapseInstant({ firstFailureAt: failure.at, sequence })) <= toEpochMs(now);
  return isOver ? `not opened, the order failed on ${failure.at.slice(0, 10)} and has expired` : null;
}
