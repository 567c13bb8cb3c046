import { DAY_MS } from '../domain/duration.ts';
import type { DebtRef } from '../domain/ids.ts';
import { toEpochMs } from '../domain/instant.ts';
import type { InstalmentLookup } from '../domain/lookup.ts';
import { isPaidOutcome } from '../domain/outcome.ts';
import type { Billing } from '../ports/billing.ts';
import type { RecoveryLedger, RecoveryRecord } from '../ports/ledger.ts';
import type { PerSource } from '../ports/per-source.ts';
import type { LookupAnswer } from './lookup.ts';

export interface InstalmentDeps {
  readonly ledger: Pick<RecoveryLedger, 'lastRecoveryOf'>;
  /** Of sources without invoices. */
  readonly debts?: PerSource<Pick<Billing, 'readInvoice'>>;
  readonly now: () => number;
}

/**
 * The processor tries one payment again on later days, each failure with a time of its own. PayPal: twice, five days
 * apart. https://developer.paypal.com/docs/subscriptions/customize/payment-failure-retry/, as of 2026-11-23
 */
const SAME_PAYMENT_MS = 11 * DAY_MS;
/** A payment may be told before the source shows it. */
const SHOWN_WITHIN_MS = 2 * 60_000;

/** Which debt a payment of a subscription is about. Throws a `ProviderError` when the source does not answer. */
export async function answerInstalment(
  deps: InstalmentDeps,
  lookup: InstalmentLookup,
): Promise<LookupAnswer> {
  const { source, subscriptionId, failure } = lookup;
  const last = await deps.ledger.lastRecoveryOf({ source, subject: `subscription:${subscriptionId}` });
  if (!failure) return answerPayment(deps, lookup, last);
  const debt = last && isSamePayment(last, lookup) ? debtOf(last) : failure.debt;
  return { kind: 'understood', content: { kind: 'event', event: { ...failure, debt } } };
}

/**
 * One open recovery a subscription: it asks for all that is outstanding. A try again of a payment whose recovery was
 * ended otherwise than by paying begins no other.
 */
function isSamePayment({ outcome, input }: RecoveryRecord, { at }: InstalmentLookup): boolean {
  if (outcome === null) return true;
  return !isPaidOutcome(outcome) && toEpochMs(at) - toEpochMs(input.firstFailureAt) <= SAME_PAYMENT_MS;
}

/** Most payments are renewals that nobody was asked for. */
async function answerPayment(
  { debts, now }: InstalmentDeps,
  { source, eventId, at }: InstalmentLookup,
  last: RecoveryRecord | null,
): Promise<LookupAnswer> {
  if (!last || (last.outcome !== null && isPaidOutcome(last.outcome))) return ignored('no_open_recovery');
  const billing = debts?.[source];
  if (!billing) return { kind: 'later', reason: `${source} is not configured` };
  const { standing } = await billing.readInvoice(last.input.debtId);
  if (standing !== 'paid') {
    const isFresh = now() - toEpochMs(at) < SHOWN_WITHIN_MS;
    return isFresh ? { kind: 'later', reason: 'still open at its source' } : ignored('partly_paid');
  }
  const event = { kind: 'invoice_closed', eventId, at, debt: debtOf(last), standing } as const;
  return { kind: 'understood', content: { kind: 'event', event } };
}

function debtOf({ input: { source, debtId } }: RecoveryRecord): DebtRef {
  return { source, debtId };
}

function ignored(reason: string): LookupAnswer {
  return { kind: 'settled', state: 'ignored', reason };
}
