import type { SimulatedSource } from '../simulated-source.ts';
import type { PaypalSimulator } from './paypal-simulator.ts';

/** PayPal as any other source: a debt is a subscription and the day on which it fails first. */
export function paypalAsSource(paypal: PaypalSimulator, now: () => Date = () => new Date()): SimulatedSource {
  const subscriptionOf = (debtId: string) => debtId.split(':')[0]!;
  return {
    url: paypal.url,
    setWebhookUrl: paypal.setWebhookUrl,
    createDebt: ({ name, whatsappPhone, email }) => {
      const [givenName = '', ...surname] = name.split(' ');
      const pairs = new URLSearchParams({ whatsapp_phone: whatsappPhone, time_zone: 'UTC' });
      const { id } = paypal.createSubscription({
        ...{ givenName, surname: surname.join(' '), customId: pairs.toString() },
        ...(email !== undefined && { email }),
      });
      return `${id}:${now().toISOString().slice(0, 10)}`;
    },
    failPayment: (debtId) => void paypal.failPayment(subscriptionOf(debtId)),
    pay: (debtId) => void paypal.payAll(subscriptionOf(debtId)),
    untilDelivered: paypal.untilDelivered,
    close: paypal.close,
  };
}
