import assert from 'node:assert/strict';
import { eventDeliveryId } from '../../src/temporal/event-delivery.ts';
import { startEventReceiver, type EventReceiver } from '../support/event-receiver.ts';
import { eventually } from '../support/eventually.ts';
import { personalDataIn } from '../support/personal-data.ts';
import { anInvoice, failPayment, pay, useLab } from '../support/story.ts';
import { hasTestServer } from '../support/temporal.ts';

(hasTestServer ? describe : describe.skip)('events for other systems', function () {
  this.timeout(60_000);
  let shop: EventReceiver;
  const lab = useLab(async () => {
    shop = await startEventReceiver();
    return shop.env;
  });
  afterEach(() => shop.close());

  const untilTold = (debtId: string, count: number) =>
    eventually(`${count} events of ${debtId}`, () => shop.of(debtId).length >= count, 20_000);

  it('paused on day 1 until day 4, paid on day 5: every change, in order, once', async () => {
    const invoice = anInvoice(lab());
    const story = await failPayment(lab(), invoice);
    await story.untilSent(1);
    await story.skipToDay(1);
    await story.untilAsleep();
    const by = { actor: 'ana', reason: 'a call' };
    const until = new Date(story.firstFailure + 4 * 86_400_000).toISOString();
    await story.handle.executeUpdate('pauseRecovery', { args: [{ ...by, until }] });
    await untilTold(invoice, 3);
    await story.skipToDay(5);
    await pay(lab(), story);
    await story.ending();
    await untilTold(invoice, 7);
    assert.deepEqual(shop.of(invoice), [
      'recovery.opened',
      'step.sent first_notice',
      'recovery.held staff',
      'step.sent second_notice',
      'recovery.resumed staff',
      'recovery.closed recovered',
      'step.sent confirmation',
    ]);
    assert.deepEqual(
      shop.taken.map(({ number }) => number),
      [1, 2, 3, 4, 5, 6, 7],
    );
    assert.deepEqual(personalDataIn(shop.bodies.join('\n')), []);
  });

  it('the receiver is down for 3 days: recoveries go on, and afterwards it hears everything in order', async () => {
    shop.answer(503);
    const invoice = anInvoice(lab());
    const story = await failPayment(lab(), invoice);
    await story.untilSent(1);
    await story.skipToDay(3.1);
    await story.untilSent(2);
    assert.deepEqual(await story.log(), ['day 0 first_notice', 'day 3 second_notice']);
    assert.deepEqual(shop.taken, []);
    shop.answer(204);
    // The pause between two tries is five minutes at most.
    await story.skipToDay(3.2);
    await untilTold(invoice, 3);
    assert.deepEqual(shop.of(invoice), [
      'recovery.opened',
      'step.sent first_notice',
      'step.sent second_notice',
    ]);
    const delivery = lab().env.client.workflow.getHandle(eventDeliveryId(lab().config.temporal.taskQueue));
    await eventually(
      'the delivery ends',
      async () => (await delivery.describe()).status.name === 'COMPLETED',
    );
  });

  it('one event is refused: what follows it in its recovery waits, another recovery is told', async () => {
    const [refused, other] = [anInvoice(lab()), anInvoice(lab())];
    shop.answer(422, ({ event, debtId }) => debtId === refused && event === 'step.sent');
    const story = await failPayment(lab(), refused);
    const beside = await failPayment(lab(), other);
    await beside.untilSent(1);
    await untilTold(other, 2);
    await pay(lab(), story);
    await story.ending();
    assert.deepEqual(shop.of(refused), ['recovery.opened']);
    shop.answer(204);
    await story.skipToDay(0.1);
    await untilTold(refused, 4);
    assert.deepEqual(shop.of(refused), [
      ...['recovery.opened', 'step.sent first_notice', 'recovery.closed recovered', 'step.sent confirmation'],
    ]);
  });
});
