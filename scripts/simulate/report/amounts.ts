import { moneyOf } from '../../../src/domain/money.ts';
import { formatMoney } from '../../../src/messages/format.ts';
import type { ToldInvoice } from '../told.ts';

const MOST_NAMED = 3;

/** What the customer owes as the report shows it, e.g. `£12.00 + £24.00`, or of many invoices how many they are. */
export function amountsOf(invoices: readonly Pick<ToldInvoice, 'amountMinor' | 'currency'>[]): string {
  if (invoices.length > MOST_NAMED) return `${invoices.length} invoices`;
  return invoices
    .map(({ amountMinor, currency }) => formatMoney(moneyOf('stripe', amountMinor, currency), 'en-GB'))
    .join(' + ');
}

/** `recovered`, or where invoices end differently `recovered, lapsed`. */
export function outcomesOf(invoices: readonly Pick<ToldInvoice, 'outcome' | 'sequence'>[]): string {
  const all = invoices.map(({ outcome, sequence }) => outcome ?? (sequence ? 'still open' : 'not started'));
  return [...new Set(all)].join(', ').replaceAll('_', ' ');
}
