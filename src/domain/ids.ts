/** Who sends webhooks. One word per processor; part of every workflow id. */
export type Source = 'stripe';

/** One debt at one source: a Stripe invoice id, e.g. `{ source: 'stripe', debtId: 'in_1Abc' }`. */
export interface DebtRef {
  readonly source: Source;
  readonly debtId: string;
}

/** Temporal workflow id of a debt's one recovery, e.g. `recovery:stripe:in_1Abc`. */
export function recoveryWorkflowId(debt: DebtRef): string {
  return `recovery:${debt.source}:${debt.debtId}`;
}

/** Temporal workflow id that gives access back after the recovery has ended, e.g. `restore:stripe:in_1Abc`. */
export function restoreWorkflowId(debt: DebtRef): string {
  return `restore:${debt.source}:${debt.debtId}`;
}
