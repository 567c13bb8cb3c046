import type { NewCustomer } from '../../test/simulators/index.ts';
import type { SimulatedCustomer, SimulatedInvoice } from './customer.ts';
import { SCENARIOS } from './scenarios.ts';
import type { World } from './world.ts';

/** A customer of the simulation at the simulated Stripe. */
export interface Role {
  readonly customer: SimulatedCustomer;
  readonly customerId: string;
  readonly invoiceIds: readonly string[];
  /** Milliseconds since 1970. */
  readonly firstFailureAt: number;
}

/** The customer and the invoices appear at Stripe, and the payments fail: `now`, or at an earlier instant told now. */
export function failPayments({ stripe, rapiwa }: World, customer: SimulatedCustomer, now: number): Role {
  const { id } = stripe.createCustomer(atStripe(customer));
  if (SCENARIOS[customer.scenario].isAbsent && customer.whatsappPhone)
    rapiwa.setOnWhatsapp(customer.whatsappPhone.replace(/\D/g, ''), false);
  const failedAt = (own: number | null): number => Math.floor(Math.min(own ?? now, now) / 1000);
  const invoiceIds = customer.invoices.map((invoice) => {
    const open = stripe.createInvoice({ ...invoiceAtStripe(invoice), customer: id });
    const { declineCode, chargeAttempts: attempt } = invoice;
    const created = failedAt(invoice.failedAt ?? customer.firstFailureAt);
    stripe.failInvoice(open.id, { created, attempt, ...(declineCode && { declineCode }) });
    return open.id;
  });
  return { customer, customerId: id, invoiceIds, firstFailureAt: failedAt(customer.firstFailureAt) * 1000 };
}

function atStripe(customer: SimulatedCustomer): NewCustomer {
  const { name, email, whatsappPhone, locale, country, state, postalCode, timeZone } = customer;
  return {
    name,
    email,
    marketingConsent: customer.marketingConsent,
    ...(whatsappPhone && { whatsappPhone }),
    ...(locale && { preferredLocales: [locale] }),
    ...(country && { country }),
    ...(state && { state }),
    ...(postalCode && { postalCode }),
    ...(timeZone && { timeZone }),
  };
}

function invoiceAtStripe({ amountMinor, currency, billingReason, metadata }: SimulatedInvoice) {
  return {
    amount: amountMinor,
    currency,
    metadata: { ...metadata },
    billingReason: billingReason ?? 'subscription_cycle',
  };
}
