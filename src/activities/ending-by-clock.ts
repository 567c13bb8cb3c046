import { DAY_MS } from '../domain/duration.ts';
import { toEpochMs, toInstant } from '../domain/instant.ts';
import { outcomeOf, type Outcome, type OutcomeByClock } from '../domain/outcome.ts';
import { lapseInstant } from '../domain/plan.ts';
import type { RecoveryInput } from '../domain/recovery-input.ts';
import type { ClosingStanding } from '../domain/standing.ts';
import type { InvoiceReading } from '../ports/billing.ts';
import type { RecoveryRecord } from '../ports/ledger.ts';
import { ProviderError } from '../ports/provider-error.ts';
import { readDebt } from '../ports/read-debt.ts';
import type { Deferred } from '../workflows/activity-contract.ts';
import type { ActivityDeps } from './deps.ts';
import { maySoonPass } from './patience.ts';

/**
 * What a recovery comes to whose time ran out. The clock knows nothing of money: the payment may be in the ledger and its
 * signal late, or its webhook still to come. So the ledger is asked, and then the source, as before a message;
 * money that is on its way is waited for.
 * Throws a `ProviderError` while the source is away, some tries long.
 */
export async function endingByClock(
  deps: ActivityDeps,
  record: RecoveryRecord,
  outcome: OutcomeByClock,
): Promise<Outcome | Deferred> {
  const { input } = record;
  // Written by an earlier attempt: what came since gives access back, and changes no outcome.
  if (record.outcome) return record.outcome;
  const known = await deps.ledger.findStanding(input);
  if (known) return closedAs(deps, input, known);
  const debt = await readOrGiveUp(deps, input);
  if (!debt) return outcome;
  if (debt.standing !== 'open') {
    await deps.ledger.recordStanding(input, debt.standing, toInstant(await deps.clock()));
    return closedAs(deps, input, debt.standing);
  }
  const isPaying = debt.isBeingPaid ? await waitForMoney(deps, input) : null;
  if (isPaying) return isPaying;
  await noteOrderNumber(deps, input, debt);
  return outcome;
}

/** A SEPA debit may take 14 business days: what is still on its way three weeks after the end does not arrive. */
const LONGEST_PAYMENT_MS = 21 * DAY_MS;
const FIRST_PAUSE_MS = 60_000;
/** The event of the payment ends the wait; this is for the one that is lost. */
const LONGEST_PAUSE_MS = DAY_MS / 4;

/** Another look after as long as the end is past already: doubled with each. Null once that is too long. */
async function waitForMoney({ clock, log }: ActivityDeps, input: RecoveryInput): Promise<Deferred | null> {
  const now = await clock();
  const pastMs = now - toEpochMs(lapseInstant(input));
  if (pastMs < LONGEST_PAYMENT_MS) {
    const pauseMs = Math.min(Math.max(pastMs, FIRST_PAUSE_MS), LONGEST_PAUSE_MS);
    return { kind: 'deferred', until: toInstant(now + pauseMs), why: 'being_paid' };
  }
  log.warn({ debtId: input.debtId }, 'ending.still_being_paid');
  return null;
}

async function closedAs(
  { ledger }: ActivityDeps,
  input: RecoveryInput,
  standing: ClosingStanding,
): Promise<Outcome> {
  return outcomeOf(standing, (await ledger.isSuspended(input)) ? 'suspended' : 'active');
}

/** Null where it cannot be read: a recovery does not stay open for ever because of that. */
async function readOrGiveUp(
  { billing, log }: ActivityDeps,
  input: RecoveryInput,
): Promise<InvoiceReading | null> {
  try {
    return await readDebt(billing, input);
  } catch (error) {
    if (!(error instanceof ProviderError) || maySoonPass(error)) throw error;
    log.error({ debtId: input.debtId, err: error }, 'ending.not_read');
    return null;
  }
}

/** The shop's own word for an order that is over, for whoever releases its stock. */
async function noteOrderNumber(
  { ledger }: ActivityDeps,
  input: RecoveryInput,
  { number }: InvoiceReading,
): Promise<void> {
  if (input.kind === 'order' && number !== null) await ledger.recordOrderNumber(input, number);
}
