import type { DisputeLedger } from '../ports/dispute-ledger.ts';
import { DAY_MS } from '../domain/duration.ts';
import { toEpochMs, toInstant } from '../domain/instant.ts';
import type { CardLookup } from '../domain/lookup.ts';
import type { Billing } from '../ports/billing.ts';
import type { CardChargeLedger, CardCharges, ChargeResult, ChargeState } from '../ports/card-charges.ts';
import type { AccessLedger, RecoveryLedger, RecoveryRecord, StandingLedger } from '../ports/ledger.ts';
import { ofSource, type PerSource } from '../ports/per-source.ts';
import type { StaffAlerts } from '../ports/staff-alerts.ts';
import type { LookupAnswer } from './lookup.ts';

export interface CardPayDeps {
  readonly billing: PerSource<Billing>;
  /** Of the sources that can. */
  readonly charges: PerSource<CardCharges>;
  readonly ledger: RecoveryLedger & StandingLedger & DisputeLedger & AccessLedger & CardChargeLedger;
  readonly alerts: StaffAlerts;
  /** Nothing leaves the house: nobody is charged either. */
  readonly isShadow: boolean;
  readonly now: () => number;
}

/** Later than this nobody expects it any more; and for as long the processor knows an idempotency key again. */
const EXPECTED_MS = DAY_MS;

/**
 * A customer of ours has saved a card: each invoice that we ask for is tried once with it, the oldest first, and none after
 * one that was declined. Safe to repeat: one row and one key for each invoice and card.
 * Throws a `ProviderError` where nobody knows what became of a try; the same is done again then.
 */
export async function payWithCard(deps: CardPayDeps, lookup: CardLookup): Promise<LookupAnswer> {
  const { source, customerId, at } = lookup;
  const { charges, ledger, isShadow, now } = deps;
  if (isShadow) return ignored('shadow');
  if (!charges[source]) return ignored('source_charges_no_cards');
  const open = await ledger.openRecoveriesOf({ source, subject: `customer:${customerId}` });
  const asked = open.filter(({ input, isShadow: isShown }) => input.kind === 'invoice' && !isShown);
  if (asked.length === 0) return ignored('card_without_recovery');
  if (now() - toEpochMs(at) > EXPECTED_MS) return ignored('card_saved_long_ago');
  const told: string[] = [];
  for (const record of asked.sort(byFirstFailure)) {
    const state = await payOne(deps, record, lookup.paymentMethodId);
    told.push(`${record.input.debtId} ${state}`);
    if (state === 'declined') break;
  }
  return { kind: 'settled', state: 'done', reason: `card: ${told.join(', ')}` };
}

function byFirstFailure(one: RecoveryRecord, other: RecoveryRecord): number {
  return one.input.firstFailureAt < other.input.firstFailureAt ? -1 : 1;
}

function ignored(reason: string): LookupAnswer {
  return { kind: 'settled', state: 'ignored', reason };
}

type Tried = Exclude<ChargeState, 'trying'> | 'closed' | 'disputed' | 'subscription_over';

async function payOne(deps: CardPayDeps, { input }: RecoveryRecord, card: string): Promise<Tried> {
  const { ledger, now } = deps;
  const barred = await whyNot(deps, input);
  if (barred) {
    // An earlier try whose answer was lost may be what closed it.
    const settled = { state: 'unknown', reason: barred, now: toInstant(now()) } as const;
    await ledger.settleCardCharge(input, card, settled);
    return barred;
  }
  const known = await ledger.beginCardCharge(input, card, toInstant(now()));
  if (known.state !== 'trying') return known.state;
  const settled =
    now() - toEpochMs(known.beganAt) > EXPECTED_MS
      ? { state: 'unknown' as const, reason: 'no answer within a day' }
      : toSettled(await charge(deps, input, card));
  await ledger.settleCardCharge(input, card, { ...settled, now: toInstant(now()) });
  if (settled.reason === 'key_may_not_pay') await tellStaff(deps, input);
  return settled.state;
}

/** Read afresh, and last what the processor itself says. A subscription that is over is not revived by a charge. */
async function whyNot(
  { ledger, billing }: CardPayDeps,
  debt: RecoveryRecord['input'],
): Promise<'closed' | 'disputed' | 'subscription_over' | null> {
  if (await ledger.findStanding(debt)) return 'closed';
  if (await ledger.isDisputed(debt, null)) return 'disputed';
  if (await ledger.isAccessEnded(debt)) return 'subscription_over';
  const { standing } = await ofSource(billing, debt.source).readInvoice(debt.debtId);
  return standing === 'open' ? null : 'closed';
}

function charge({ charges }: CardPayDeps, { source, debtId }: RecoveryRecord['input'], card: string) {
  const idempotencyKey = `recoup:card:${debtId}:${card}`;
  return ofSource(charges, source).pay({ invoiceId: debtId, paymentMethodId: card, idempotencyKey });
}

function toSettled(result: ChargeResult) {
  const reason = result.kind === 'declined' ? result.code : result.kind === 'refused' ? result.why : null;
  return { state: result.kind, reason };
}

function tellStaff({ alerts }: CardPayDeps, { source }: RecoveryRecord['input']): Promise<void> {
  return alerts.alert({
    key: `card_charges:${source}`,
    what: `a customer saved a new card, and ${source} lets this key pay no invoice with it`,
    remedy: 'allow the key to write invoices; customers can still pay by the link',
  });
}
