import type { RecoveryInput } from '../domain/recovery-input.ts';
import type { Billing, InvoiceReading } from './billing.ts';
import { ofSource, type PerSource } from './per-source.ts';

/**
 * An invoice or an order, as it stands now. To a key of another account nothing of ours is there: one that is not there
 * counts as deleted only where its customer can be read, if we know that one. Throws a `ProviderError`.
 */
export async function readDebt(
  billing: PerSource<Billing>,
  { source, kind, debtId, customerId }: RecoveryInput,
): Promise<InvoiceReading> {
  const own = ofSource(billing, source);
  const debt = await (kind === 'order' ? own.readOrder(debtId) : own.readInvoice(debtId));
  if (debt.standing === 'deleted' && customerId !== null) await own.readCustomer(customerId);
  return debt;
}
