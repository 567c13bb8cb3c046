import type { SimulatedSource } from '../simulated-source.ts';
import type { StripeSimulator } from './stripe-simulator.ts';

/** Stripe as any other source: a debt is an invoice of a customer of its own. */
export function stripeAsSource(stripe: StripeSimulator): SimulatedSource {
  return {
    url: stripe.url,
    setWebhookUrl: stripe.setWebhookUrl,
    createDebt: (payer) => {
      const customer = stripe.createCustomer(payer).id;
      return stripe.createInvoice({ customer, amount: 1999, currency: 'usd' }).id;
    },
    failPayment: (debtId) => void stripe.failInvoice(debtId),
    pay: (debtId) => void stripe.payInvoice(debtId),
    untilDelivered: stripe.untilDelivered,
    close: stripe.close,
  };
}
