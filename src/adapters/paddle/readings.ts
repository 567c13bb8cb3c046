import { moneyOf } from '../../domain/money.ts';
import type { Standing } from '../../domain/standing.ts';
import type { InvoiceReading } from '../../ports/billing.ts';
import type { Transaction } from './schemas.ts';

export function toInvoiceReading(transaction: Transaction, payUrl: string | null): InvoiceReading {
  return {
    standing: standingOf(transaction),
    amountRemaining: moneyOf('paddle', remainingOf(transaction), transaction.currency_code),
    chargeAttempts: failedPayments(transaction).length,
    payUrl: payUrl ?? transaction.checkout?.url ?? null,
    number: transaction.invoice_number ?? null,
    customerId: transaction.customer_id ?? null,
    subscriptionId: transaction.subscription_id ?? null,
  };
}

/** The code of the try that was made last, in whatever order they are listed. */
export function lastErrorCode(transaction: Transaction): string | null {
  const [last] = failedPayments(transaction).toSorted((one, other) =>
    (other.created_at ?? '').localeCompare(one.created_at ?? ''),
  );
  return last?.error_code ?? null;
}

export function failedPayments({ payments }: Transaction) {
  return (payments ?? []).filter(({ status }) => status === 'error');
}

export function standingOf(transaction: Transaction): Standing {
  switch (transaction.status) {
    case 'paid':
    case 'completed':
      return 'paid';
    case 'canceled':
      return 'void';
    // Covered by credit or by a payment, and Paddle has not moved the status yet.
    case 'past_due':
    case 'billed':
    case 'ready':
      return remainingOf(transaction) <= 0n ? 'paid' : 'open';
    case 'draft':
      return 'open';
  }
}

function remainingOf({ details: { totals } }: Transaction): bigint {
  return BigInt(totals.balance ?? totals.grand_total ?? totals.total);
}
