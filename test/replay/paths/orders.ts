import type { Lab } from '../../support/lab.ts';
import { aNumber, tell, type Story } from '../../support/story.ts';
import { completed, type Path } from '../path.ts';

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
  {
    // A debit takes days: the end waits for it.
    name: 'order-paid-while-its-end-waits',
    env: { ORDER_PAY_URL },
    tell: async (lab) => {
      const told = await orderOf(lab, 0, { status: 'processing' });
      await told.skipToDay(3);
      lab.stripe.payOrder(told.invoiceId);
      return told;
    },
    sent: [],
    ends: completed('recovered'),
  },
];

async function orderOf(
  lab: Lab,
  day: number,
  becomes: { readonly status?: 'processing' } = {},
): Promise<Story> {
  const customer = lab.stripe.createCustomer({ name: 'Maria Silva', whatsappPhone: aNumber() }).id;
  const order = lab.stripe.createOrder({ customer, amount: 4900, currency: 'usd', orderId: 'A/1007' });
  const { id } = order;
  const story = tell(lab, id, Math.floor(lab.clock.sync() / 1000) * 1000);
  lab.stripe.failOrder(id);
  await story.untilStatus('it has begun', ({ outcome }) => outcome === null);
  Object.assign(order, becomes);
  await story.skipToDay(day);
  return story;
}
