import { assertNever } from '../domain/assert-never.ts';
import type { Source } from '../domain/ids.ts';
import { toInstant } from '../domain/instant.ts';
import type {
  DisputeLookup,
  Lookup,
  NotificationLookup,
  OrderLookup,
  RefundLookup,
} from '../domain/lookup.ts';
import { isPaidOutcome } from '../domain/outcome.ts';
import type { Billing, BillingLookups } from '../ports/billing.ts';
import type { Crm } from '../ports/crm.ts';
import type { InboxEntry } from '../ports/inbox.ts';
import type { CrmLedger } from '../ports/crm-ledger.ts';
import type { RecoveryLedger, StandingLedger } from '../ports/ledger.ts';
import { ofSource, type PerSource } from '../ports/per-source.ts';
import { ProviderError } from '../ports/provider-error.ts';
import { answerInstalment } from './answer-instalment.ts';
import { payWithCard, type CardPayDeps } from './pay-with-card.ts';
import type { LookupAnswer } from './lookup.ts';

export interface AnswerDeps {
  readonly billing: PerSource<BillingLookups>;
  readonly ledger: RecoveryLedger & StandingLedger & CrmLedger;
  readonly crm: Crm | null;
  /** Reads debts of sources without invoices, whose payments do not say what they pay. */
  readonly debts?: PerSource<Pick<Billing, 'readInvoice'>>;
  /** The shop has a page on which any order is paid. */
  readonly hasOrderPage: boolean;
  /** Today's reading of a body that needs no verification any more; null when it is not for us. */
  readonly reread: (source: Source, body: string) => InboxEntry['content'] | null;
  readonly now: () => number;
  /** For customers who have saved a card. */
  readonly cards: CardPayDeps;
}

/** Nothing waits behind a look-up. */
const CRM_TIMEOUT_MS = 10_000;

/** Asks the source what an event is about. Throws a `ProviderError` when there is no answer. */
export function createAnswerLookup(deps: AnswerDeps): (lookup: Lookup) => Promise<LookupAnswer> {
  const answer = async (lookup: Lookup): Promise<LookupAnswer> => {
    switch (lookup.kind) {
      case 'dispute':
        return answerDispute(deps, lookup);
      case 'refund':
        return answerRefund(deps, lookup);
      case 'notification': {
        const content = await readNotification(deps, lookup);
        if (!content) return { kind: 'settled', state: 'ignored', reason: 'type' };
        return content.kind === 'needs_lookup' ? answer(content.lookup) : { kind: 'understood', content };
      }
      case 'order':
        return answerOrder(deps, lookup);
      case 'instalment':
        return answerInstalment(deps, lookup);
      case 'card':
        return payWithCard(deps.cards, lookup);
      default:
        return assertNever(lookup);
    }
  };
  return answer;
}

async function debtOf({ billing }: AnswerDeps, { source, paymentId }: DisputeLookup | RefundLookup) {
  const invoiceId = await ofSource(billing, source).invoiceOfPayment(paymentId);
  // A payment of no invoice is an order's, and is the debt itself.
  return { source, debtId: invoiceId ?? paymentId };
}

async function answerDispute(deps: AnswerDeps, lookup: DisputeLookup): Promise<LookupAnswer> {
  const { eventId, at, disputeId, isOpen } = lookup;
  const debt = await debtOf(deps, lookup);
  const event = { kind: 'dispute_changed', eventId, at, debt, disputeId, isOpen } as const;
  return { kind: 'understood', content: { kind: 'event', event } };
}

/** A refund changes what the CRM says of a recovered debt, and nothing else: the outcome stays what it was. */
async function answerRefund(deps: AnswerDeps, lookup: RefundLookup): Promise<LookupAnswer> {
  const debt = await debtOf(deps, lookup);
  const record = await deps.ledger.findRecovery(debt);
  if (!record) return { kind: 'settled', state: 'ignored', reason: 'refund_without_recovery' };
  if (record.outcome === null && (await deps.ledger.findStanding(debt)) === 'paid') {
    return { kind: 'later', reason: 'the recovery is still closing' };
  }
  if (record.outcome === null || !isPaidOutcome(record.outcome)) {
    return { kind: 'settled', state: 'ignored', reason: 'refund_of_unrecovered' };
  }
  const status = await deps.ledger.recordCrmStatus(
    debt,
    { status: 'refunded', amountDueMinor: null, isOwed: deps.crm !== null },
    toInstant(deps.now()),
  );
  try {
    await deps.crm?.record(status, CRM_TIMEOUT_MS);
    await deps.ledger.settleCrm(debt, status.sequenceNumber);
  } catch (error) {
    // It stays owed, and reconciliation tells it.
    if (!(error instanceof ProviderError)) throw error;
  }
  return { kind: 'settled', state: 'done', reason: 'refunded' };
}

/** An order, if it pays no invoice and there is a way to pay it; in all doubt it is asked again later. */
async function answerOrder(deps: AnswerDeps, lookup: OrderLookup): Promise<LookupAnswer> {
  const { source, failure, isSurelyOrder } = lookup;
  const { debtId } = failure.debt;
  const billing = ofSource(deps.billing, source);
  if (!isSurelyOrder && (await billing.invoiceOfPayment(debtId)) !== null) {
    return { kind: 'settled', state: 'ignored', reason: 'payment_of_an_invoice' };
  }
  if (!deps.hasOrderPage && (await billing.checkoutUrl(debtId)) === null) {
    return { kind: 'settled', state: 'ignored', reason: 'order_without_link' };
  }
  return { kind: 'understood', content: { kind: 'event', event: failure } };
}

async function readNotification(
  { billing, reread }: AnswerDeps,
  { source, ...notification }: NotificationLookup,
): Promise<InboxEntry['content'] | null> {
  return reread(source, await ofSource(billing, source).readEvent(notification));
}
