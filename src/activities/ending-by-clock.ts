import { toInstant } from '../domain/instant.ts';
import { outcomeOf, type Outcome, type OutcomeByClock } from '../domain/outcome.ts';
import type { RecoveryInput } from '../domain/recovery-input.ts';
import type { ClosingStanding } from '../domain/standing.ts';
import type { InvoiceReading } from '../ports/billing.ts';
import type { RecoveryRecord } from '../ports/ledger.ts';
import { ProviderError } from '../ports/provider-error.ts';
import type { ActivityDeps } from './deps.ts';
import { readDebt } from './look-at-invoice.ts';
import { maySoonPass } from './patience.ts';

/**
 * What a recovery comes to whose time ran out. The clock knows nothing of money: the payment may be in the ledger and its
 * signal late, or its webhook still to come. So the ledger is asked, and then the source, as before a message.
 * Throws a `ProviderError` while the source is away, some tries long.
 */
export async function endingByClock(
  deps: ActivityDeps,
  record: RecoveryRecord,
  outcome: OutcomeByClock,
): Promise<Outcome> {
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
  await noteOrderNumber(deps, input, debt);
  return outcome;
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
