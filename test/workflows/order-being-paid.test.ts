import assert from 'node:assert/strict';
import { capturedLogger } from '../adapters/captured-logger.ts';
import { startEventReceiver, type EventReceiver } from '../support/event-receiver.ts';
import { eventually } from '../support/eventually.ts';
import { reconcileOnce, reportOf } from '../support/reconciling.ts';
import { aNumber, tell, useLab, type Story } from '../support/story.ts';
import { hasTestServer } from '../support/temporal.ts';

const A_MINUTE = 1 / 1440;

(hasTestServer ? describe : describe.skip)('an order whose money is on its way', function () {
  this.timeout(60_000);
  const { log, lines } = capturedLogger();
  let shop: EventReceiver;
  const lab = useLab(
    async () => {
      shop = await startEventReceiver();
      return { ...shop.env, ORDER_PAY_URL: 'https://shop.example/pay/{order_id}' };
    },
    { log },
  );
  beforeEach(() => void lines.splice(0));
  afterEach(() => shop.close());

  it('for five days: nobody is asked or alerted, it does not expire, and the money ends the wait at once', async () => {
    const story = await anOrderThatIsProcessing();
    await story.skipToDay(1 - A_MINUTE);
    assert.equal((await story.status()).plan[0]!.movedBy, 'being_paid');
    await story.skipToDay(5);
    const { failed, looked, findings } = reportOf(await reconcileOnce(lab()), 'closed_elsewhere');
    assert.deepEqual({ failed, looked, findings }, { failed: null, looked: 1, findings: [] });
    lab().stripe.payOrder(story.invoiceId);
    assert.equal((await story.ending()).outcome, 'recovered');
    assert.equal((await story.status()).outcome, 'recovered');
    await untilTold(story.invoiceId, ['recovery.opened', 'recovery.closed recovered']);
    assert.deepEqual([lab().rapiwa.messages, alerts()], [[], []]);
  });

  it('until the bank says no on day 5: it expires then, with its number', async () => {
    const story = await anOrderThatIsProcessing();
    await story.skipToDay(5);
    lab().stripe.state.paymentIntents[story.invoiceId]!.status = 'requires_payment_method';
    await story.skipToDay(5.3);
    assert.equal((await story.ending()).outcome, 'expired');
    await untilTold(story.invoiceId, ['recovery.opened', 'recovery.closed expired', 'order.expired A/1007']);
    assert.deepEqual(alerts(), []);
  });

  it('and never arrives: it expires three weeks after its end', async () => {
    const story = await anOrderThatIsProcessing();
    await story.skipToDay(21.9);
    assert.deepEqual(shop.of(story.invoiceId), ['recovery.opened']);
    await story.skipToDay(22.3);
    assert.equal((await story.ending()).outcome, 'expired');
  });

  async function anOrderThatIsProcessing(): Promise<Story> {
    const { stripe, clock } = lab();
    const customer = stripe.createCustomer({ name: 'Maria Silva', whatsappPhone: aNumber() }).id;
    const order = stripe.createOrder({ customer, amount: 4900, currency: 'eur', orderId: 'A/1007' });
    const story = tell(lab(), order.id, Math.floor(clock.sync() / 1000) * 1000);
    stripe.failOrder(order.id);
    await story.untilStatus('it has begun', ({ outcome }) => outcome === null);
    order.status = 'processing';
    return story;
  }

  function alerts(): readonly string[] {
    return lines.filter((line) => line.includes('staff.alert'));
  }

  /** Exactly these events of a debt, in order. */
  async function untilTold(debtId: string, events: readonly string[]): Promise<void> {
    await eventually(`${events.length} events`, () => shop.of(debtId).length >= events.length, 20_000);
    assert.deepEqual(shop.of(debtId), events);
  }
});
