import type { RecoveryInput } from '../domain/recovery-input.ts';
import type { FoundCustomer, InvoiceReading } from '../ports/billing.ts';
import { ofSource } from '../ports/per-source.ts';
import { readDebt } from '../ports/read-debt.ts';
import type { ActivityDeps } from './deps.ts';

export interface Payer {
  readonly customer: FoundCustomer;
  readonly invoice: InvoiceReading;
}

/** Whose debt it is, paid or not; null where the source shows nobody. */
export async function readPayer(
  { billing }: Pick<ActivityDeps, 'billing'>,
  input: RecoveryInput,
): Promise<Payer | null> {
  const invoice = await readDebt(billing, input);
  const customerId = input.customerId ?? invoice.customerId;
  const customer = customerId ? await ofSource(billing, input.source).readCustomer(customerId) : null;
  return customer?.kind === 'found' ? { customer, invoice } : null;
}
