import assert from 'node:assert/strict';
import type { StripeSimulator } from '../simulators/index.ts';
import { anInvoice, failPayment, pay, tell, untilRelayed, useLab } from '../support/story.ts';
import { hasTestServer } from '../support/temporal.ts';

const TWO_NOTICES = ['day 0 first_notice', 'day 3 second_notice'];
const THE_WHOLE_SEQUENCE = [...TWO_NOTICES, 'day 7 final_notice', 'day 14 suspension'];

(hasTestServer ? describe : describe.skip)('what ends a recovery, in whatever order it is told', function () {
  this.timeout(30_000);
  const lab = useLab();

  const closings: readonly [string, string, (stripe: StripeSimulator, invoiceId: string) => void][] = [
    ['voided', 'voided', (stripe, id) => stripe.voidInvoice(id)],
    ['deleted', 'voided', (stripe, id) => stripe.deleteInvoice(id)],
    ['marked uncollectible', 'uncollectible', (stripe, id) => stripe.markUncollectible(id)],
  ];
  for (const [what, outcome, close] of closings) {
    it(`an invoice ${what} on day 5 ends as ${outcome}, without another word`, async () => {
      const story = await failPayment(lab(), anInvoice(lab()));
      await story.skipToDay(5);
      close(lab().stripe, story.invoiceId);
      assert.deepEqual(await story.ending(), { run: 'COMPLETED', outcome, access: 'active' });
      await story.skipToDay(45);
      assert.deepEqual(await story.log(), TWO_NOTICES);
    });
  }

  it('voided while suspended: ends as voided, access stays as it is, and nobody is thanked', async () => {
    const story = await failPayment(lab(), anInvoice(lab()));
    await story.skipToDay(20);
    lab().stripe.voidInvoice(story.invoiceId);
    assert.deepEqual(await story.ending(), { run: 'COMPLETED', outcome: 'voided', access: 'suspended' });
    assert.deepEqual(await story.log(), THE_WHOLE_SEQUENCE);
  });

  it('uncollectible on day 20 and paid all the same on day 25: access is back, the outcome stays', async () => {
    const story = await failPayment(lab(), anInvoice(lab()));
    await story.skipToDay(20);
    lab().stripe.markUncollectible(story.invoiceId);
    await story.ending();
    await story.skipToDay(25);
    await pay(lab(), story);
    await story.untilSent(5);
    assert.deepEqual(await story.ending(), {
      run: 'COMPLETED',
      outcome: 'uncollectible',
      access: 'active',
    });
    assert.deepEqual((await story.log()).slice(4), ['day 25 confirmation']);
  });

  it('a customer deleted on day 1 without any webhook is found out by the re-read of day 3', async () => {
    const story = await failPayment(lab(), anInvoice(lab()));
    await story.skipToDay(1);
    const { customer } = lab().stripe.state.invoices[story.invoiceId]!;
    lab().stripe.state.customers[customer] = { id: customer, object: 'customer', deleted: true };
    await story.skipToDay(3.1);
    assert.deepEqual(await story.ending(), {
      run: 'COMPLETED',
      outcome: 'subscription_ended',
      access: 'active',
    });
    assert.deepEqual(await story.log(), ['day 0 first_notice']);
  });

  it('paid on day 1 without any webhook: the re-read of day 3 finds it, and thanks', async () => {
    const story = await failPayment(lab(), anInvoice(lab()));
    await story.skipToDay(1);
    lab().stripe.payInvoiceSilently(story.invoiceId);
    await story.skipToDay(3.1);
    assert.deepEqual(await story.ending(), { run: 'COMPLETED', outcome: 'recovered', access: 'active' });
    assert.deepEqual(await story.log(), ['day 0 first_notice', 'day 3 confirmation']);
  });

  it('paid on day 13 without any webhook: the re-read before the suspension finds it', async () => {
    const story = await failPayment(lab(), anInvoice(lab()));
    await story.skipToDay(13);
    lab().stripe.payInvoiceSilently(story.invoiceId);
    await story.skipToDay(14.1);
    assert.deepEqual(await story.ending(), { run: 'COMPLETED', outcome: 'recovered', access: 'active' });
    assert.deepEqual((await story.log()).slice(2), ['day 7 final_notice', 'day 14 confirmation']);
  });

  it('five copies of the failure, all at once, are one sequence', async () => {
    const { stripe, clock } = lab();
    const story = tell(lab(), anInvoice(lab()), Math.floor(clock.sync() / 1000) * 1000);
    const event = stripe.event('invoice.payment_failed', stripe.state.invoices[story.invoiceId]!);
    const answers = await stripe.deliver(event, { copies: 5 });
    assert.deepEqual(
      answers.map(({ status }) => status),
      [200, 200, 200, 200, 200],
    );
    await story.untilSent(1);
    await story.skipToDay(15);
    assert.deepEqual(await story.log(), THE_WHOLE_SEQUENCE);
  });

  it('a charge that fails again on day 2, and needs the bank on day 4, is one sequence', async () => {
    const story = await failPayment(lab(), anInvoice(lab()));
    await story.skipToDay(2);
    lab().stripe.failInvoice(story.invoiceId);
    await untilRelayed(lab());
    await story.skipToDay(4);
    lab().stripe.requireAction(story.invoiceId);
    await untilRelayed(lab());
    await story.skipToDay(15);
    assert.deepEqual(await story.log(), THE_WHOLE_SEQUENCE);
  });

  it('both failure events of one attempt, in either order, are one sequence', async () => {
    const { stripe, clock } = lab();
    const story = tell(lab(), anInvoice(lab()), Math.floor(clock.sync() / 1000) * 1000);
    stripe.requireAction(story.invoiceId);
    stripe.failInvoice(story.invoiceId);
    await untilRelayed(lab());
    await story.untilSent(1);
    await story.skipToDay(15);
    assert.deepEqual(await story.log(), THE_WHOLE_SEQUENCE);
  });

  it('the failure arrives after the payment: recovered, and nobody is written to', async () => {
    const { stripe, clock } = lab();
    const story = tell(lab(), anInvoice(lab()), Math.floor(clock.sync() / 1000) * 1000);
    const failed = stripe.event('invoice.payment_failed', stripe.state.invoices[story.invoiceId]!);
    await pay(lab(), story);
    await stripe.deliver(failed);
    assert.deepEqual(await story.ending(), { run: 'COMPLETED', outcome: 'recovered', access: 'active' });
    await story.skipToDay(15);
    assert.deepEqual(await story.log(), []);
  });

  it('the failure of an invoice that was paid without any webhook: recovered by the re-read alone', async () => {
    const { stripe, clock } = lab();
    const story = tell(lab(), anInvoice(lab()), Math.floor(clock.sync() / 1000) * 1000);
    const failed = stripe.event('invoice.payment_failed', stripe.state.invoices[story.invoiceId]!);
    stripe.payInvoiceSilently(story.invoiceId);
    await stripe.deliver(failed);
    assert.deepEqual(await story.ending(), { run: 'COMPLETED', outcome: 'recovered', access: 'active' });
    assert.deepEqual(await story.log(), []);
  });

  it('the failure delivered again after the payment starts nothing', async () => {
    const story = await failPayment(lab(), anInvoice(lab()));
    await story.skipToDay(1);
    const { stripe } = lab();
    const again = stripe.event('invoice.payment_failed', stripe.state.invoices[story.invoiceId]!);
    await pay(lab(), story);
    await story.ending();
    await stripe.deliver(again);
    await untilRelayed(lab());
    await story.skipToDay(15);
    assert.deepEqual(await story.ending(), { run: 'COMPLETED', outcome: 'recovered', access: 'active' });
    assert.deepEqual(await story.log(), ['day 0 first_notice', 'day 1 confirmation']);
  });

  it('paid while the first message is on its way: it is the last one, and the thanks follow', async () => {
    lab().rapiwa.setAnswer('held', { times: 1 });
    const story = await failPayment(lab(), anInvoice(lab()));
    await story.untilSent(1);
    await pay(lab(), story);
    await story.untilAnswered();
    lab().rapiwa.release();
    assert.deepEqual(await story.ending(), { run: 'COMPLETED', outcome: 'recovered', access: 'active' });
    assert.deepEqual(await story.log(), ['day 0 first_notice', 'day 0 confirmation']);
  });
});
