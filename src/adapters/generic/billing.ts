import { toInstant } from '../../domain/instant.ts';
import { moneyOf } from '../../domain/money.ts';
import type { Standing } from '../../domain/standing.ts';
import type { Billing, CustomerReading, InvoiceReading } from '../../ports/billing.ts';
import type { StandingLedger } from '../../ports/ledger.ts';
import { toldOf } from '../../ports/told-form.ts';
import type { ToldLedger, ToldRecord } from '../../ports/told-ledger.ts';
import { readDebt, type DebtAnswer, type ReadOptions } from './read-debt.ts';

export interface GenericBillingOptions {
  readonly ledger: ToldLedger & Pick<StandingLedger, 'findStanding'>;
  /** Null: there is nobody to ask. */
  readonly read: ReadOptions | null;
}

const source = 'generic';

/**
 * Reads debts where GENERIC_READ_URL says; without it the ledger is the answer: the standing that events told, and the
 * amount, link and customer of the latest failure. A debt that nobody told us of is open and owes nothing known.
 */
export function createGenericBilling(options: GenericBillingOptions): Billing {
  const readInvoice = (debtId: string) => read(options, debtId);
  return { readInvoice, readOrder: readInvoice, readCustomer: (id) => readCustomer(options, id) };
}

async function read(
  { ledger, read: asking }: GenericBillingOptions,
  debtId: string,
): Promise<InvoiceReading> {
  const debt = { source, debtId } as const;
  if (!asking) {
    const [told, standing] = await Promise.all([ledger.findTold(debt), ledger.findStanding(debt)]);
    return toReading(told, standing ?? 'open');
  }
  const answer = await readDebt(asking, debtId);
  if (answer === 'gone') return toReading(await ledger.findTold(debt), 'deleted');
  const record = recordOf(answer, toInstant(asking.now()));
  // Whose customer this is: they are asked for by their own id.
  await ledger.recordTold(record);
  return toReading(record, answer.standing === 'open' && isNothing(record) ? 'paid' : answer.standing);
}

function isNothing({ amountDueMinor }: ToldRecord): boolean {
  return BigInt(amountDueMinor) === 0n;
}

/** The customer of the debt that was told last: read there again, since a number corrected today counts today. */
async function readCustomer(
  { ledger, read: asking }: GenericBillingOptions,
  id: string,
): Promise<CustomerReading> {
  const last = await ledger.lastToldOf(source, id);
  const answer = asking && last ? await readDebt(asking, last.debt.debtId) : null;
  const fresh = answer && answer !== 'gone' && answer.customer?.id === id ? recordOf(answer, last!.at) : last;
  return { kind: 'found', ...(fresh?.told.customer ?? NOBODY) };
}

/** Not `deleted`, which would end the recovery: nobody said who they are, or it is no longer kept. */
const NOBODY = {
  name: null,
  email: null,
  whatsappPhone: null,
  marketingConsent: false,
  preferredLocales: [],
  country: null,
  state: null,
  postalCode: null,
  timeZone: null,
} as const;

function recordOf({ debt, customer = null }: DebtAnswer, at: string): ToldRecord {
  return {
    debt: { source, debtId: debt.id },
    at,
    amountDueMinor: debt.amount_due,
    currency: debt.currency,
    chargeAttempt: debt.attempt ?? 1,
    customerId: customer?.id ?? null,
    subscriptionId: debt.subscription_id ?? null,
    told: toldOf(debt, customer),
  };
}

function toReading(record: ToldRecord | null, standing: Standing): InvoiceReading {
  return {
    standing,
    amountRemaining: moneyOf(source, record?.amountDueMinor ?? 0, record?.currency ?? 'XXX'),
    chargeAttempts: record?.chargeAttempt ?? 0,
    payUrl: record?.told.payUrl ?? null,
    number: record?.told.number ?? null,
    customerId: record?.customerId ?? null,
    subscriptionId: record?.subscriptionId ?? null,
  };
}
