import { NOTHING_FOUND, type RepairPage, type RepairRequest } from '../../domain/reconciliation.ts';
import { ProviderError } from '../../ports/provider-error.ts';
import type { ReconcileDeps } from './deps.ts';

const PAGE = 50;
/** Nothing waits behind it. */
const TIMEOUT_MS = 10_000;

/**
 * Tells the CRM what it has not taken: the latest status of each recovery, with the number that status has. What
 * changes meanwhile has a higher number, and stays pending until that one is taken.
 */
export async function repairCrm(deps: ReconcileDeps, request: RepairRequest): Promise<RepairPage> {
  if (!deps.crm) return { ...NOTHING_FOUND, skipped: 'no CRM is configured' };
  const { items, next } = await deps.records.pendingCrm(request.cursor, PAGE);
  let told = 0;
  for (const status of items) {
    const { debtId } = status.debt;
    try {
      if (!request.dryRun) {
        await deps.crm.record(status, TIMEOUT_MS);
        await deps.ledger.settleCrm(status.debt, status.sequenceNumber);
      }
      told += 1;
    } catch (error) {
      if (!(error instanceof ProviderError)) throw error;
      deps.log.warn({ debtId, err: error }, 'reconciliation.crm_untold');
      // The next one would fare the same: they wait for the next run.
      const findings = [`${debtId} ${status.status}: ${error.message}`];
      return { ...NOTHING_FOUND, looked: items.length, repaired: told, left: items.length - told, findings };
    }
  }
  return { ...NOTHING_FOUND, looked: items.length, repaired: told, next };
}
