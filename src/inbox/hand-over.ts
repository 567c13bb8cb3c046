import type { DisputeLedger } from '../ports/dispute-ledger.ts';
import { assertNever } from '../domain/assert-never.ts';
import { DAY_MS } from '../domain/duration.ts';
import type {
  DisputeChanged,
  InvoiceClosed,
  PaymentEvent,
  PaymentFailed,
  SubjectClosed,
} from '../domain/events.ts';
import { toInstant, type IsoInstant } from '../domain/instant.ts';
import { isPaidOutcome } from '../domain/outcome.ts';
import { scaleSequence, type Sequence } from '../domain/sequence.ts';
import { chooseSequence, type SequenceBook } from '../domain/sequence-rules.ts';
import type { DeclineLedger } from '../ports/declines.ts';
import type { RelayStore } from '../ports/inbox.ts';
import type { AccessLedger, RecoveryLedger, RecoveryRecord, StandingLedger } from '../ports/ledger.ts';
import type { ToldLedger } from '../ports/told-ledger.ts';
import type { RecoveryEngine } from '../ports/recovery-engine.ts';
import { allTold } from './all-told.ts';

export interface HandOverDeps {
  readonly ledger: RecoveryLedger &
    AccessLedger &
    DisputeLedger &
    StandingLedger &
    DeclineLedger &
    ToldLedger;
  readonly failures: Pick<RelayStore, 'firstFailure'>;
  readonly engine: RecoveryEngine;
  readonly sequenceBook: SequenceBook;
  /** When we learn of things; the system clock when absent. */
  readonly now?: () => number;
  /** Recoveries that begin now are recorded and shown, and nobody is written to. */
  readonly isShadow?: boolean;
  /** Milliseconds a planned day lasts; 86,400,000 except in trials. */
  readonly dayLengthMs: number;
}

/** Hands one event to Temporal. Idempotent, and right in any order: deliver-step reads the standing again. */
export function createHandOver(deps: HandOverDeps): (event: PaymentEvent) => Promise<void> {
  return async (event) => {
    switch (event.kind) {
      case 'payment_failed':
        return handOverFailure(deps, event);
      case 'invoice_closed':
        return handOverClosing(deps, event);
      case 'subject_closed':
        return handOverSubject(deps, event);
      case 'dispute_changed':
        return handOverDispute(deps, event);
      case 'ignored':
        return;
      default:
        return assertNever(event);
    }
  };
}

async function handOverFailure(deps: HandOverDeps, event: PaymentFailed): Promise<void> {
  const sequence = chooseSequence(deps.sequenceBook, event);
  // The rules that made its source take this failure have changed since: as if it came today.
  if (!sequence) return;
  // Before the recovery begins, whose first step may come due at once.
  await recordTold(deps, event);
  const opening = await recordFor(deps, event, sequence);
  const { record } = await deps.ledger.openRecovery(opening);
  if (record.outcome) return;
  const { declineCode, chargeAttempt, at } = event;
  if (declineCode)
    await deps.ledger.recordDecline(event.debt, { code: declineCode, chargeAttempt, learnedAt: at });
  // Also for a row found open: a crash may have come between the row and the start.
  await deps.engine.start(record.input);
  if (record.openedBy === event.eventId) return;
  await deps.engine.tell(event.debt, {
    kind: 'charge_failed',
    eventId: event.eventId,
    at: event.at,
    chargeAttempt: event.chargeAttempt,
  });
}

/** Where there is nobody to ask, what the event says is the source's answer. */
async function recordTold({ ledger }: HandOverDeps, event: PaymentFailed): Promise<void> {
  const { debt, at, amountDueMinor, currency, chargeAttempt, customerId, subscriptionId, told } = event;
  if (!told) return;
  await ledger.recordTold({
    ...{ debt, at, amountDueMinor, currency, chargeAttempt, customerId, subscriptionId, told },
  });
}

async function recordFor(
  deps: HandOverDeps,
  event: PaymentFailed,
  sequence: Sequence,
): Promise<RecoveryRecord> {
  return {
    input: {
      source: event.debt.source,
      debtId: event.debt.debtId,
      kind: event.debtKind,
      customerId: event.customerId,
      firstFailureAt: await firstFailureAt(deps, event),
      sequence: scaleSequence(sequence, deps.dayLengthMs),
      amountDueMinor: event.amountDueMinor,
      currency: event.currency,
    },
    subscriptionId: event.subscriptionId,
    openedBy: event.eventId,
    outcome: null,
    suspendAt: null,
    ...(deps.isShadow && { isShadow: true }),
  };
}

/** The earliest failure the inbox knows, never later than its acceptance; with scaled days, the acceptance. */
async function firstFailureAt(deps: HandOverDeps, event: PaymentFailed): Promise<IsoInstant> {
  const first = await deps.failures.firstFailure(event.debt);
  if (!first) return event.at;
  if (deps.dayLengthMs !== DAY_MS) return first.receivedAt;
  return first.occurredAt < first.receivedAt ? first.occurredAt : first.receivedAt;
}

async function handOverClosing(deps: HandOverDeps, event: InvoiceClosed): Promise<void> {
  const { eventId, at, standing, debt } = event;
  // Stripe tells of one payment twice; the event that wrote the standing tells the workflow, or is tried again for ever.
  if (await deps.ledger.isTold(debt, standing, eventId)) return;
  const heard = await deps.engine.tell(debt, { kind: 'closed', eventId, at, standing });
  if (heard === 'told' || standing !== 'paid') return;
  const record = await deps.ledger.findRecovery(debt);
  // After a paid outcome what is still suspended was ended by the processor: nothing is ours to give back.
  if (!record || (record.outcome && isPaidOutcome(record.outcome))) return;
  if (await deps.ledger.isSuspended(debt)) await deps.engine.restoreAccess(record.input);
}

/**
 * From ledger rows, never from a visibility query, which lags. A recovery that opens meanwhile finds the closing at its
 * first look, because the inbox wrote it before this.
 */
async function handOverSubject(deps: HandOverDeps, event: SubjectClosed): Promise<void> {
  const { eventId, at, standing, subject } = event;
  // Cancelled for failed payment: the recovery goes on, and finds it in the ledger when it would suspend.
  if (standing === 'access_ended') return;
  const open = await deps.ledger.openRecoveriesOf(subject);
  // At once: the relay's transaction waits, and one after another they could outlast its connection for ever.
  await allTold(open.map(({ input }) => deps.engine.tell(input, { kind: 'closed', eventId, at, standing })));
}

/**
 * The ledger first: a step that comes due before the signal finds it there. It also remembers a dispute that closes
 * before it is opened, and that another one may still be open.
 */
async function handOverDispute(deps: HandOverDeps, event: DisputeChanged): Promise<void> {
  const { eventId, at, debt, disputeId, isOpen } = event;
  const { now = Date.now } = deps;
  await deps.ledger.recordDispute({ debt, disputeId, isOpen, now: toInstant(now()) });
  const stillOpen = () => deps.ledger.isDisputed(debt, null);
  if (isOpen && (await stillOpen())) {
    // By its own id: a second event about the same dispute must not hold again what staff have released.
    await deps.engine.tell(debt, { kind: 'disputed', eventId: `dispute:${disputeId}`, at });
  }
  // Also after telling: whoever closed it meanwhile may have told first. And where it was closed already: an earlier
  // try of ours may have told that it is open.
  if (await stillOpen()) return;
  await deps.engine.tell(debt, { kind: 'dispute_closed', eventId, at });
}
