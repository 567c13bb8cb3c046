import type { StripeInvoice } from '../stripe/resources.ts';
import type { MountableStripe } from '../stripe/stripe-simulator.ts';
import { SAMPLES, type Sample } from './samples.ts';

/**
 * Lets the renewal of a sample customer fail.
 * @param key a sample's key; null takes the one whose last failure is longest ago
 * @returns null when there is no such sample
 */
export function failPayment(stripe: MountableStripe, key: string | null): StripeInvoice | null {
  const sample = key === null ? leastRecent(stripe) : SAMPLES.find((candidate) => candidate.key === key);
  if (!sample) return null;
  const customer = sample.customer;
  if (!stripe.state.customers[customer.id]) stripe.createCustomer(customer);
  const invoice = stripe.createInvoice({
    customer: customer.id,
    amount: sample.amount,
    currency: sample.currency,
    subscription: `sub_sandbox_${sample.key}`,
  });
  stripe.failInvoice(invoice.id, { declineCode: sample.declineCode });
  return invoice;
}

/** Spreads failures over the customers, as nobody is asked by two invoices on one day. */
function leastRecent(stripe: MountableStripe): Sample | undefined {
  const invoices = Object.values(stripe.state.invoices);
  const lastIndex = (sample: Sample): number =>
    invoices.findLastIndex((invoice) => invoice.customer === sample.customer.id);
  return [...SAMPLES].sort((left, right) => lastIndex(left) - lastIndex(right))[0];
}
