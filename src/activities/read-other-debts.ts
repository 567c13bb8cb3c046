import type { Money } from '../domain/money.ts';
import { stepRole } from '../domain/sequence.ts';
import { asksDaily } from '../domain/tone.ts';
import type { RecoveryRecord } from '../ports/ledger.ts';
import { readDebt } from '../ports/read-debt.ts';
import type { DeliverStepRequest } from '../workflows/activity-contract.ts';
import type { ActivityDeps } from './deps.ts';
import type { OpenLook } from './look-at-invoice.ts';

/** Another open invoice of the same customer, read just now. */
export interface OtherDebt {
  readonly debtId: string;
  readonly amount: Money;
}

/** All of them together; what has not answered by then is not named. Leaves the look at the invoice itself fresh. */
const READ_LIMIT_MS = 700;
/** A message that lists more than these would be no message. */
const MOST = 20;

/**
 * What else this customer owes, so that one message can name it all. A hint: what cannot be read now is left out, and
 * asked for by its own message another day. Also what is disputed or held is left out: nobody asks for it.
 */
export async function readOtherDebts(
  deps: ActivityDeps,
  { request, record, look }: { request: DeliverStepRequest; record: RecoveryRecord; look: OpenLook },
): Promise<readonly OtherDebt[]> {
  const customerId = record.input.customerId ?? look.invoice.customerId;
  const { recovery, step } = request;
  if (!asksDaily(stepRole(recovery.sequence, step)) || !customerId) return [];
  const { source, debtId } = record.input;
  const open = await deps.ledger.openRecoveriesOf({ source, subject: `customer:${customerId}` });
  const others = open.filter(({ input }) => input.kind === 'invoice' && input.debtId !== debtId);
  const late = timeLimit(READ_LIMIT_MS);
  const read = await Promise.all(others.slice(0, MOST).map((other) => readOther(deps, other, late.passed)));
  late.clear();
  return read.filter((debt) => debt !== null);
}

async function readOther(
  deps: ActivityDeps,
  { input }: RecoveryRecord,
  late: Promise<null>,
): Promise<OtherDebt | null> {
  if (await deps.ledger.isDisputed(input, null)) return null;
  if (await deps.ledger.findStanding(input)) return null;
  const reading = readDebt(deps.billing, input).catch((error: unknown) => {
    deps.log.warn({ debtId: input.debtId, err: error }, 'other_debt.unreadable');
    return null;
  });
  const invoice = await Promise.race([reading, late]);
  return invoice?.standing === 'open' ? { debtId: input.debtId, amount: invoice.amountRemaining } : null;
}

/** Before the request: what it names must be known even if this attempt is cut off. */
export async function recordNamed(
  { ledger }: ActivityDeps,
  { recovery, step }: DeliverStepRequest,
  to: { readonly contactHash: string; readonly others: readonly OtherDebt[] },
): Promise<void> {
  const named = to.others.map(({ debtId, amount }) => ({
    debtId,
    amountMinor: String(amount.minor),
    currency: amount.currency,
  }));
  await ledger.recordNamed({ contactHash: to.contactHash, debt: recovery, step }, named);
}

function timeLimit(ms: number): { readonly passed: Promise<null>; readonly clear: () => void } {
  let timer: NodeJS.Timeout | undefined;
  const passed = new Promise<null>((resolve) => (timer = setTimeout(resolve, ms, null)));
  return { passed, clear: () => clearTimeout(timer) };
}

/** What is due in all, per currency, in the order of their codes; with one debt only, its own amount. */
export function totalsOf(amounts: readonly Money[]): readonly Money[] {
  const totals = new Map<string, Money>();
  for (const amount of amounts) {
    const sum = totals.get(amount.currency);
    totals.set(amount.currency, sum ? { ...sum, minor: sum.minor + amount.minor } : amount);
  }
  return [...totals.values()].sort((a, b) => a.currency.localeCompare(b.currency));
}
