import type { DebtRef } from '../domain/ids.ts';
import { toInstant } from '../domain/instant.ts';
import type { Money } from '../domain/money.ts';
import { ProviderError } from '../ports/provider-error.ts';
import type { ActivityDeps } from './deps.ts';

/** Beside a message: the CRM gets this long, then the message's result is worth more than the CRM's. */
const BRIEF_MS = 3_000;
/** In the closing activity nothing waits behind it. */
const PATIENT_MS = 10_000;

/** What the CRM is told: where the recovery stands, and what is still due where it was just read. */
export interface CrmNews {
  readonly status: string;
  readonly amount: Money | null;
}

/** Best effort within a step: a failed write stays marked in the ledger until it is repaired. */
export async function tellCrmBriefly(deps: ActivityDeps, debt: DebtRef, news: CrmNews): Promise<void> {
  const failure = await tellCrm(deps, debt, { ...news, timeoutMs: BRIEF_MS });
  if (failure) deps.log.warn({ debtId: debt.debtId, err: failure }, 'crm.pending');
}

/** One patient try. @returns the error that kept the CRM from knowing, or null */
export function tellCrmPatiently(
  deps: ActivityDeps,
  debt: DebtRef,
  news: CrmNews,
): Promise<ProviderError | null> {
  return tellCrm(deps, debt, { ...news, timeoutMs: PATIENT_MS });
}

async function tellCrm(
  { ledger, crm, clock }: ActivityDeps,
  debt: DebtRef,
  { status, amount, timeoutMs }: CrmNews & { readonly timeoutMs: number },
): Promise<ProviderError | null> {
  const amountDueMinor = amount ? String(amount.minor) : null;
  const change = { status, amountDueMinor, isOwed: crm !== null };
  const recorded = await ledger.recordCrmStatus(debt, change, toInstant(await clock()));
  if (!crm) return null;
  try {
    await crm.record(recorded, timeoutMs);
    await ledger.settleCrm(debt, recorded.sequenceNumber);
    return null;
  } catch (error) {
    // It stays owed.
    if (!(error instanceof ProviderError)) throw error;
    return error;
  }
}
