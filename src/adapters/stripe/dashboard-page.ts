import { splitAccount, type DebtRef } from '../../domain/ids.ts';

/** The page of an invoice or payment in Stripe's dashboard, for staff who are logged in there. */
export function stripePage({ debtId }: DebtRef, mode: 'live' | 'test'): string {
  const { account, id } = splitAccount(debtId);
  const kind = id.startsWith('pi_') ? 'payments' : 'invoices';
  const parts = [...(account ? [account] : []), ...(mode === 'test' ? ['test'] : []), kind, id];
  return `https://dashboard.stripe.com/${parts.map(encodeURIComponent).join('/')}`;
}
