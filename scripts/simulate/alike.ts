import type { ToldCustomer } from './told.ts';

/** Customers to whom the same happens: one of them stands for all. */
export interface Alike {
  readonly customer: ToldCustomer;
  /** Names of the others. */
  readonly others: readonly string[];
}

/** Below this everybody is shown. */
const SHOWN_ALL = 60;

/** Everybody on their own, or, of many, one for all whose plan went the same way; the largest group first. */
export function groupAlike(customers: readonly ToldCustomer[]): Alike[] {
  if (customers.length <= SHOWN_ALL) return customers.map((customer) => ({ customer, others: [] }));
  const groups = new Map<string, { customer: ToldCustomer; others: string[] }>();
  for (const customer of customers) {
    const key = likenessOf(customer);
    const group = groups.get(key);
    if (group) group.others.push(customer.name);
    else groups.set(key, { customer, others: [] });
  }
  return [...groups.values()].sort((one, other) => other.others.length - one.others.length);
}

/** Amounts and minutes may differ; days, channels, reasons and outcomes may not. */
function likenessOf({ scenario, zone, locale, invoices }: ToldCustomer): string {
  const plans = invoices.map(({ currency, sequence, outcome, suspendedAt, steps }) => [
    currency,
    sequence,
    outcome,
    suspendedAt !== null,
    steps.map(({ step, dueAt, sent, reasons }) => [
      step,
      sent.map(({ channel, at, state }) => [channel, state, daysBetween(dueAt, at)]),
      reasons.map((reason) => reason.replace(/, \d+ looks$/, '')),
    ]),
  ]);
  return JSON.stringify([scenario, zone, locale, plans]);
}

function daysBetween(one: string, other: string): number {
  return Math.round((Date.parse(other) - Date.parse(one)) / 86_400_000);
}
