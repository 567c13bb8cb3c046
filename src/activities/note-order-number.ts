import type { RecoveryRecord } from '../ports/ledger.ts';
import { ofSource } from '../ports/per-source.ts';
import { ProviderError } from '../ports/provider-error.ts';
import type { ActivityDeps } from './deps.ts';

/** The shop's own word for an order that is over, for whoever releases its stock. A hint: nothing waits for it. */
export async function noteOrderNumber(
  { billing, ledger, log }: ActivityDeps,
  { input }: RecoveryRecord,
): Promise<void> {
  if (input.kind !== 'order') return;
  try {
    const { number } = await ofSource(billing, input.source).readOrder(input.debtId);
    if (number !== null) await ledger.recordOrderNumber(input, number);
  } catch (error) {
    if (!(error instanceof ProviderError)) throw error;
    log.warn({ debtId: input.debtId, err: error }, 'order.number_not_read');
  }
}
