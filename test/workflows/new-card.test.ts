import assert from 'node:assert/strict';
import { anInvoice, failPayment, useLab } from '../support/story.ts';
import { inboxStates, untilUnderstood } from '../support/lookups.ts';
import { hasTestServer } from '../support/temporal.ts';

(hasTestServer ? describe : describe.skip)('a customer who saves another card', function () {
  this.timeout(30_000);
  const lab = useLab();

  const payments = () => lab().stripe.requests.filter(({ path }) => path.endsWith('/pay')).length;

  it('on day 4 has paid with it a moment later: charged once, thanked, and asked no more', async () => {
    const invoice = anInvoice(lab());
    const story = await failPayment(lab(), invoice);
    await story.skipToDay(4);
    lab().stripe.saveCard(lab().stripe.state.invoices[invoice]!.customer);
    assert.deepEqual(await story.ending(), { run: 'COMPLETED', outcome: 'recovered', access: 'active' });
    await story.skipToDay(45);
    await untilUnderstood(lab());
    assert.deepEqual(await story.log(), ['day 0 first_notice', 'day 3 second_notice', 'day 4 confirmation']);
    const paid = lab().stripe.state.events.filter(({ type }) => type === 'invoice.paid');
    assert.equal(paid.length, 1);
  });

  it('that the bank declines on day 1 is asked as planned, and pays with a third one on day 8', async () => {
    const invoice = anInvoice(lab());
    const story = await failPayment(lab(), invoice);
    const { customer } = lab().stripe.state.invoices[invoice]!;
    await story.skipToDay(1);
    await story.untilAsleep();
    lab().stripe.saveCard(customer, { declineCode: 'insufficient_funds' });
    await untilUnderstood(lab());
    assert.ok((await inboxStates(lab())).some((state) => state === `done card: ${invoice} declined`));
    await story.skipToDay(8);
    await story.untilAsleep();
    lab().stripe.saveCard(customer);
    assert.equal((await story.ending()).outcome, 'recovered');
    assert.deepEqual(await story.log(), [
      'day 0 first_notice',
      'day 3 second_notice',
      'day 7 final_notice',
      'day 8 confirmation',
    ]);
    assert.ok(payments() >= 2);
  });

  it('without an open invoice of ours is charged nothing', async () => {
    const { id } = lab().stripe.createCustomer({});
    lab().stripe.saveCard(id);
    await untilUnderstood(lab());
    assert.equal(payments(), 0);
    assert.deepEqual(await inboxStates(lab()), Array(3).fill('ignored card_without_recovery'));
  });
});
