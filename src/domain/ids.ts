/** Who sends webhooks. One word per processor; part of every workflow id. */
export const SOURCES = ['stripe', 'paypal', 'paddle', 'chargebee', 'generic'] as const;
export type Source = (typeof SOURCES)[number];

/** One debt at one source: a Stripe invoice, e.g. `{ source: 'stripe', debtId: 'in_1Abc' }`, or an order's PaymentIntent. */
export interface DebtRef {
  readonly source: Source;
  readonly debtId: string;
}

/** An id of a connected account carries its account: `acct_1` and `in_1` → `acct_1:in_1`. */
export function withAccount(account: string | null | undefined, id: string): string {
  return account ? `${account}:${id}` : id;
}

/** The two parts again: `acct_1:in_1` → `{ account: 'acct_1', id: 'in_1' }`. */
export function splitAccount(scoped: string): { readonly account: string | null; readonly id: string } {
  const colon = scoped.indexOf(':');
  return colon < 0
    ? { account: null, id: scoped }
    : { account: scoped.slice(0, colon), id: scoped.slice(colon + 1) };
}

/** Temporal workflow id of a debt's one recovery, e.g. `recovery:stripe:in_1Abc`. */
export function recoveryWorkflowId(debt: DebtRef): string {
  return `recovery:${debt.source}:${debt.debtId}`;
}

/** Temporal workflow id that gives access back after the recovery has ended, e.g. `restore:stripe:in_1Abc`. */
export function restoreWorkflowId(debt: DebtRef): string {
  return `restore:${debt.source}:${debt.debtId}`;
}
