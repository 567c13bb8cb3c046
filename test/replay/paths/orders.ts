import type { Lab } from '../../support/lab.ts';
import { aNumber, tell } from '../../support/story.ts';
import { completed, type Path, type Told } from '../path.ts';

const ORDER_PAY_URL = 'https://shop.example/pay/{order_id}';

/** One-off payments. Their messages are not in the log of a story, which follows an invoice's customer. */
export const ORDERS: readonly Path[] = [
  {
    name: 'order-expired',
    env: { ORDER_PAY_URL },
    tell: (lab) => orderOf(lab, 2),
    sent: [],
    ends: completed('expired'),
  },
  {
    name: 'order-paid-after-its-notice',
    env: { ORDER_PAY_URL },
    tell: async (lab) => {
      const told = await orderOf(lab, 0.1);
      lab.stripe.payOrder(told.invoiceId);
      return told;
    },
    sent: [],
    ends: completed('recovered'),
  },
];

async function orderOf(lab: Lab, day: number): Promise<Told> {
  const customer = lab.stripe.createCustomer({ name: 'Maria Silva', whatsappPhone: aNumber() }).id;
  const { id } = lab.stripe.createOrder({ customer, amount: 4900, currency: 'usd', orderId: 'A/1007' });
  const story = tell(lab, id, Math.floor(lab.clock.sync() / 1000) * 1000);
  lab.stripe.failOrder(id);
  await story.untilStatus('it has begun', ({ outcome }) => outcome === null);
  await story.skipToDay(day);
  return story;
}
