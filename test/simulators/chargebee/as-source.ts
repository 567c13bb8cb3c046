import type { SimulatedSource } from '../simulated-source.ts';
import type { ChargebeeSimulator } from './chargebee-simulator.ts';

/** Chargebee as any other source: a debt is an invoice of a subscription. */
export function chargebeeAsSource(chargebee: ChargebeeSimulator): SimulatedSource {
  return {
    url: chargebee.url,
    setWebhookUrl: chargebee.setWebhookUrl,
    createDebt: ({ name, whatsappPhone, email }) => {
      const [firstName = ''] = name.split(' ');
      const customer = chargebee.createCustomer({ firstName, whatsappPhone });
      if (email !== undefined) customer.email = email;
      return chargebee.createInvoice({ customer: customer.id }).id;
    },
    failPayment: (debtId) => void chargebee.failInvoice(debtId),
    pay: (debtId) => void chargebee.payInvoice(debtId),
    untilDelivered: chargebee.untilDelivered,
    close: chargebee.close,
  };
}
