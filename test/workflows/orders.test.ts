import assert from 'node:assert/strict';
import type { NewOrder } from '../simulators/index.ts';
import { eventually } from '../support/eventually.ts';
import { inboxStates, untilUnderstood } from '../support/lookups.ts';
import { aNumber, anInvoice, failPayment, tell, useLab, type Story } from '../support/story.ts';
import { hasTestServer } from '../support/temporal.ts';

const A_MINUTE = 1 / 1440;
const ORDER_PAY_URL = 'https://shop.example/pay/{order_id}';

(hasTestServer ? describe : describe.skip)('a failed order', function () {
  this.timeout(30_000);

  describe('of a shop with a page to pay orders on', () => {
    const lab = useLab({ ORDER_PAY_URL });
    const { anOrder, failed, untilNoticed, sentTo } = ordersIn(lab);

    it('is asked for once, after a quarter of an hour, and expires after 24 hours', async () => {
      const order = anOrder({ orderId: 'A/1007' });
      const story = await failed(order.id);
      await story.skipToDay(14 * A_MINUTE);
      assert.deepEqual(sentTo(order), []);
      await story.skipToDay(15 * A_MINUTE);
      await untilNoticed(order);
      const [text] = sentTo(order);
      for (const part of ['your order A/1007', '$49.00', 'is saved', 'https://shop.example/pay/A%2F1007']) {
        assert.ok(text!.includes(part), `${part}: ${text}`);
      }
      assert.match(text!, /expires on Tuesday, .*, 10:00 AM (?:UTC|GMT)/);
      await story.skipToDay(1 - A_MINUTE);
      assert.equal((await story.status()).outcome, null);
      await story.skipToDay(1 + A_MINUTE);
      assert.deepEqual(await story.ending(), { run: 'COMPLETED', outcome: 'expired', access: 'active' });
      await story.skipToDay(15);
      assert.equal(sentTo(order).length, 1);
    });

    it('paid within the quarter of an hour: nobody is written to, not even to thank', async () => {
      const order = anOrder({ orderId: 'A1' });
      const story = await failed(order.id);
      await story.skipToDay(10 * A_MINUTE);
      lab().stripe.payOrder(order.id);
      assert.equal((await story.ending()).outcome, 'recovered');
      assert.deepEqual(sentTo(order), []);
    });

    it('paid after the notice: thanked, as an order', async () => {
      const order = anOrder({ orderId: 'A1' });
      const story = await failed(order.id);
      await story.skipToDay(16 * A_MINUTE);
      lab().stripe.payOrder(order.id);
      assert.equal((await story.ending()).outcome, 'recovered');
      assert.match(sentTo(order)[1]!, /good news about your order\.\s+Thank you, your payment has arrived/);
    });

    it('paid or cancelled without any word of it: the re-read finds it', async () => {
      const [paid, cancelled] = [anOrder({ orderId: 'A1' }), anOrder({ orderId: 'A2' })];
      const stories = [await failed(paid.id), await failed(cancelled.id)];
      paid.status = 'succeeded';
      cancelled.status = 'canceled';
      await stories[0]!.skipToDay(16 * A_MINUTE);
      assert.equal((await stories[0]!.ending()).outcome, 'recovered');
      assert.equal((await stories[1]!.ending()).outcome, 'voided');
      assert.deepEqual([...sentTo(paid), ...sentTo(cancelled)], []);
    });

    it('cancelled: ends without a word', async () => {
      const order = anOrder({ orderId: 'A1' });
      const story = await failed(order.id);
      lab().stripe.cancelOrder(order.id);
      assert.equal((await story.ending()).outcome, 'voided');
    });

    it('the payment told before the failure: recovered at its notice, without a word', async () => {
      const order = anOrder({ orderId: 'A1' });
      const early = lab().stripe.event('payment_intent.payment_failed', order);
      lab().stripe.payOrder(order.id);
      await untilUnderstood(lab());
      await lab().stripe.deliver(early);
      const story = tell(lab(), order.id, lab().clock.sync());
      await untilUnderstood(lab());
      await story.skipToDay(16 * A_MINUTE);
      assert.equal((await story.ending()).outcome, 'recovered');
      assert.deepEqual(sentTo(order), []);
    });

    it('failing again changes nothing: one notice, and the same expiry', async () => {
      const order = anOrder({ orderId: 'A1' });
      const story = await failed(order.id);
      await story.skipToDay(10 * A_MINUTE);
      lab().stripe.failOrder(order.id);
      await untilUnderstood(lab());
      await story.skipToDay(0.5);
      lab().stripe.failOrder(order.id);
      await untilUnderstood(lab());
      await story.skipToDay(1 + A_MINUTE);
      assert.equal((await story.ending()).outcome, 'expired');
      assert.equal(sentTo(order).length, 1);
    });

    it('without an order number of the shop is an order too, once it pays no invoice', async () => {
      const order = anOrder({ description: 'Two bags of coffee' });
      const story = await failed(order.id);
      await story.skipToDay(16 * A_MINUTE);
      assert.match(sentTo(order)[0]!, new RegExp(`about your order Two bags of coffee[^]*/pay/${order.id}`));
    });

    for (const hinted of [true, false]) {
      it(`never is the payment of an invoice, ${hinted ? 'which names it' : 'even where it does not name it'}`, async () => {
        const story = await failPayment(lab(), anInvoice(lab()));
        lab().stripe.failPaymentOf(story.invoiceId, { hinted });
        await untilUnderstood(lab());
        assert.equal((await lab().database.db.selectFrom('recoveries').selectAll().execute()).length, 1);
        const states = await inboxStates(lab());
        assert.deepEqual(states, hinted ? ['done'] : ['done', 'ignored payment_of_an_invoice']);
      });
    }

    it('is no order while Stripe cannot say so, and is one as soon as it can', async () => {
      const { stripe } = lab();
      stripe.setFault({ kind: 'status', status: 404, path: /invoice_payments/ });
      const order = anOrder({});
      stripe.failOrder(order.id);
      await stripe.untilDelivered();
      const other = anOrder({ orderId: 'A2' });
      await failed(other.id);
      assert.match((await inboxStates(lab()))[0]!, /^needs_lookup/);
      stripe.setFault(null);
      await lab().clock.skipTo((await lab().clock.now()) + 60_000);
      await untilUnderstood(lab());
      await failed(order.id);
    });

    it('of a guest is nobody to write to', async () => {
      lab().stripe.failOrder(lab().stripe.createOrder({ customer: null, amount: 100, currency: 'usd' }).id);
      await untilUnderstood(lab());
      assert.deepEqual(await inboxStates(lab()), ['ignored order_without_customer']);
    });
  });

  describe('of a shop without such a page', () => {
    const lab = useLab();
    const { anOrder, failed, sentTo } = ordersIn(lab);

    it('is asked for with the link of its open checkout', async () => {
      const order = anOrder({ orderId: 'A1', checkout: true });
      const story = await failed(order.id);
      await story.skipToDay(16 * A_MINUTE);
      assert.ok(sentTo(order)[0]!.includes(lab().stripe.state.sessions[order.id]!.url!));
    });

    it('waits where the key may not read checkouts, and is asked for with that link once it may', async () => {
      const { stripe } = lab();
      stripe.setFault({ kind: 'status', status: 403, path: /checkout/ });
      const order = anOrder({ orderId: 'A1', checkout: true });
      stripe.failOrder(order.id);
      await stripe.untilDelivered();
      await eventually('it was asked in vain', async () =>
        /^needs_lookup stripe: unauthorized \(HTTP 403\)/.test((await inboxStates(lab()))[0]!),
      );
      stripe.setFault(null);
      await lab().clock.skipTo((await lab().clock.now()) + 60_000);
      const story = await failed(order.id);
      await story.skipToDay(17 * A_MINUTE);
      assert.deepEqual(await inboxStates(lab()), ['done']);
      assert.equal(sentTo(order).length, 1);
      assert.ok(sentTo(order)[0]!.includes(stripe.state.sessions[order.id]!.url!));
    });

    it('is not started without one, and listed', async () => {
      lab().stripe.failOrder(anOrder({ orderId: 'A1' }).id);
      await untilUnderstood(lab());
      assert.deepEqual(await inboxStates(lab()), ['ignored order_without_link']);
    });
  });
});

function ordersIn(lab: ReturnType<typeof useLab>) {
  const numberOf = new Map<string, string>();
  const sentTo = ({ customer }: { customer: string | null }): string[] =>
    lab()
      .rapiwa.messages.filter(({ number }) => number === numberOf.get(customer!))
      .map(({ text }) => text);
  return {
    sentTo,
    anOrder: (order: Partial<NewOrder>) => {
      const whatsappPhone = aNumber();
      const customer = lab().stripe.createCustomer({ name: 'Maria Silva', whatsappPhone }).id;
      numberOf.set(customer, whatsappPhone.slice(1));
      return lab().stripe.createOrder({ customer, amount: 4900, currency: 'usd', ...order });
    },
    /** Fails it now, unless it has, and waits until its recovery has begun. */
    failed: async (id: string): Promise<Story> => {
      const story = tell(lab(), id, Math.floor(lab().clock.sync() / 1000) * 1000);
      if (!lab().stripe.state.paymentIntents[id]!.last_payment_error) lab().stripe.failOrder(id);
      await story.untilStatus('it has begun', ({ outcome }) => outcome === null);
      return story;
    },
    untilNoticed: async (order: { customer: string | null }) => {
      while (sentTo(order).length === 0) await new Promise((resolve) => setTimeout(resolve, 20));
    },
  };
}
