import assert from 'node:assert/strict';
import { DAY_MS } from '../../src/domain/duration.ts';
import { startEventReceiver, type EventReceiver } from '../support/event-receiver.ts';
import { eventually } from '../support/eventually.ts';
import { untilUnderstood } from '../support/lookups.ts';
import { aNumber, anInvoice, failPayment, tell, useLab, type Story } from '../support/story.ts';
import { hasTestServer } from '../support/temporal.ts';

const A_MINUTE = 1 / 1440;
const WHOLE = ['day 0 first_notice', 'day 3 second_notice', 'day 7 final_notice', 'day 14 suspension'];

(hasTestServer ? describe : describe.skip)('the time runs out of a debt that is closed', function () {
  this.timeout(60_000);
  let shop: EventReceiver;
  const lab = useLab(async () => {
    shop = await startEventReceiver();
    return { ...shop.env, ORDER_PAY_URL: 'https://shop.example/pay/{order_id}' };
  });
  afterEach(() => shop.close());

  describe('an order', () => {
    it('paid and then told as failed, 26 hours late: recovered, and its stock is not released', async () => {
      const id = anOrder();
      const failed = lab().stripe.event('payment_intent.payment_failed', orderOf(id));
      const firstFailure = lab().clock.sync();
      await lab().clock.skipTo(firstFailure + (26 / 24) * DAY_MS);
      lab().stripe.payOrder(id);
      await untilUnderstood(lab());
      await lab().stripe.deliver(failed);
      const story = tell(lab(), id, firstFailure);
      assert.deepEqual(await story.ending(), ended('recovered'));
      await untilTold(id, ['recovery.opened', 'recovery.closed recovered']);
    });

    it('paid after its notice, and no webhook came by the 24th hour: recovered, and thanked', async () => {
      const story = await failedOrder();
      await story.skipToDay(16 * A_MINUTE);
      Object.assign(orderOf(story.invoiceId), { status: 'succeeded', amount_received: 4900 });
      await story.skipToDay(1 + A_MINUTE);
      assert.deepEqual(await story.ending(), ended('recovered'));
      await untilTold(story.invoiceId, [
        'recovery.opened',
        'step.sent order_notice',
        'recovery.closed recovered',
        'step.sent confirmation',
      ]);
    });

    it('paid as the ledger knows already, and its signal is late: recovered, whatever Stripe answers', async () => {
      const story = await failedOrder();
      await story.skipToDay(16 * A_MINUTE);
      await story.untilAsleep();
      const debt = { source: 'stripe', debtId: story.invoiceId } as const;
      await lab().database.ledger.recordStanding(debt, 'paid', new Date(lab().clock.sync()).toISOString());
      await story.skipToDay(1 + A_MINUTE);
      assert.deepEqual(await story.ending(), ended('recovered'));
    });

    it('that Stripe cannot show for minutes expires all the same, without its number', async () => {
      const story = await failedOrder();
      await story.skipToDay(16 * A_MINUTE);
      await story.untilAsleep();
      lab().stripe.setFault({ kind: 'status', status: 500, path: /payment_intents/ });
      await story.skipToDay(1 + 10 * A_MINUTE);
      assert.deepEqual(await story.ending(), ended('expired'));
      await untilTold(story.invoiceId, [
        'recovery.opened',
        'step.sent order_notice',
        'recovery.closed expired',
        'order.expired null',
      ]);
    });
  });

  describe('an invoice', () => {
    it('paid on day 40 without any webhook: recovered late on day 44, access is back, and it is said', async () => {
      const story = await failPayment(lab(), anInvoice(lab()));
      await story.skipToDay(40);
      lab().stripe.payInvoiceSilently(story.invoiceId);
      await story.skipToDay(44.1);
      assert.deepEqual(await story.ending(), ended('recovered_late'));
      assert.deepEqual(await story.log(), [...WHOLE, 'day 44 confirmation']);
      assert.match(await story.textOf('confirmation'), /your access is back/);
      const { outcome, access } = await story.status();
      assert.deepEqual({ outcome, access }, { outcome: 'recovered_late', access: 'active' });
      const { searchAttributes } = await story.handle.describe();
      assert.deepEqual(searchAttributes['RecoupOutcome'], ['recovered_late']);
    });

    it('voided on day 40 without any webhook: ends as voided, access stays as it is, and nobody is told', async () => {
      const story = await failPayment(lab(), anInvoice(lab()));
      await story.skipToDay(40);
      lab().stripe.state.invoices[story.invoiceId]!.status = 'void';
      await story.skipToDay(44.1);
      assert.deepEqual(await story.ending(), ended('voided', 'suspended'));
      assert.deepEqual(await story.log(), WHOLE);
    });
  });

  function anOrder(): string {
    const customer = lab().stripe.createCustomer({ name: 'Maria Silva', whatsappPhone: aNumber() }).id;
    return lab().stripe.createOrder({ customer, amount: 4900, currency: 'usd', orderId: 'A/1007' }).id;
  }

  function orderOf(id: string) {
    return lab().stripe.state.paymentIntents[id]!;
  }

  /** Failed now; its recovery has begun. */
  async function failedOrder(): Promise<Story> {
    const story = tell(lab(), anOrder(), Math.floor(lab().clock.sync() / 1000) * 1000);
    lab().stripe.failOrder(story.invoiceId);
    await story.untilStatus('it has begun', ({ outcome }) => outcome === null);
    return story;
  }

  /** Exactly these events of a debt, in order. */
  async function untilTold(debtId: string, events: readonly string[]): Promise<void> {
    await eventually(`${events.length} events`, () => shop.of(debtId).length >= events.length, 20_000);
    assert.deepEqual(shop.of(debtId), events);
  }
});

function ended(outcome: string, access: 'active' | 'suspended' = 'active') {
  return { run: 'COMPLETED', outcome, access };
}
