import type { RecoveryInput } from '../domain/recovery-input.ts';
import { moneyOf } from '../domain/money.ts';
import type { Billing, InvoiceReading } from '../ports/billing.ts';
import type { Log } from '../ports/log.ts';
import { ofSource, type PerSource } from '../ports/per-source.ts';
import { ProviderError } from '../ports/provider-error.ts';
import type { ReplyFile } from '../ports/reply-desk.ts';
import type { DebtShown, ReplyShown } from '../ports/staff-channel.ts';
import type { LookNow } from './look-now.ts';

export interface ShowParts {
  readonly look: LookNow;
  readonly billing: PerSource<Billing>;
  /** Pages about a debt; null where no address is known. */
  readonly sequenceUrl: (input: RecoveryInput) => string | null;
  readonly processorUrl: (input: RecoveryInput) => string | null;
  readonly log: Log;
}

/** More are not read again for one reply: staff wait for it. */
const LOOKS = 5;

/** What staff are shown of a reply. The processor is asked, and not waited for where it does not answer. */
export async function showReply(
  parts: ShowParts,
  { reply, recoveries, sent }: ReplyFile,
): Promise<ReplyShown> {
  const debts = await Promise.all(
    recoveries.map(({ input, outcome }, index) =>
      showDebt(parts, input, { isRead: index < LOOKS && outcome === null }),
    ),
  );
  const [first] = recoveries;
  const id = first?.input.customerId ?? null;
  const name = first && id !== null ? await nameOf(parts, first.input, id) : null;
  return { ...reply, customer: { id, name }, debts, sent };
}

async function showDebt(
  parts: ShowParts,
  input: RecoveryInput,
  { isRead }: { readonly isRead: boolean },
): Promise<DebtShown> {
  const now = isRead ? await hinted(parts, () => parts.look(input)) : null;
  return {
    debtId: input.debtId,
    ...shownNow(input, now),
    firstFailureAt: input.firstFailureAt,
    sequenceUrl: parts.sequenceUrl(input),
    processorUrl: parts.processorUrl(input),
  };
}

function shownNow(input: RecoveryInput, now: InvoiceReading | null) {
  const known = moneyOf(input.source, input.amountDueMinor, input.currency);
  return {
    number: now?.number ?? null,
    amount: now?.amountRemaining ?? known,
    standing: now?.standing ?? null,
  };
}

async function nameOf(
  parts: ShowParts,
  { source }: RecoveryInput,
  customerId: string,
): Promise<string | null> {
  const customer = await hinted(parts, () => ofSource(parts.billing, source).readCustomer(customerId));
  return customer?.kind === 'found' ? customer.name : null;
}

async function hinted<Reading>({ log }: ShowParts, read: () => Promise<Reading>): Promise<Reading | null> {
  try {
    return await read();
  } catch (error) {
    if (!(error instanceof ProviderError)) throw error;
    log.warn({ err: error }, 'reply.processor_unreadable');
    return null;
  }
}
