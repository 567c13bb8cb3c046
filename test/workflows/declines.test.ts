import assert from 'node:assert/strict';
import { anInvoice, failPayment, tell, untilRelayed, useLab } from '../support/story.ts';
import { hasTestServer } from '../support/temporal.ts';

const TWO = ['day 0 first_notice', 'day 3 second_notice'];

(hasTestServer ? describe : describe.skip)('why the payment failed', function () {
  this.timeout(60_000);
  const lab = useLab();

  for (const [code, words] of [
    ['expired_card', /The card we have on file seems to have expired/],
    ['insufficient_funds', /another day or another card often works/i],
    ['authentication_required', /Your bank wants you to confirm/],
    ['stolen_card', /another card or another way to pay often works/i],
    ['generic_decline', /(This happens to many people|did not go through\. Without|still unpaid\. Without)/],
  ] as const) {
    it(`${code}: both notices say it in their words`, async () => {
      const invoiceId = anInvoice(lab());
      lab().stripe.state.declines[invoiceId] = code;
      const story = await failPaymentWith(invoiceId, code);
      await story.skipToDay(3.1);
      assert.deepEqual(await story.log(), TWO);
      assert.match(await story.textOf('first_notice'), words);
      assert.match(await story.textOf('second_notice'), words);
    });
  }

  it('is asked for once a charge attempt, and again after the next one', async () => {
    const story = await failPaymentWith(anInvoice(lab()), 'expired_card');
    await story.skipToDay(2);
    assert.equal(lookups().length, 1);
    lab().stripe.failInvoice(story.invoiceId, { declineCode: 'insufficient_funds' });
    await untilRelayed(lab());
    await story.skipToDay(3.1);
    assert.equal(lookups().length, 2);
    assert.match(await story.textOf('second_notice'), /Another day or another card/);
    assert.doesNotMatch(await story.textOf('second_notice'), /expired/);
  });

  it('the event that says it by its type is enough: Stripe is not asked', async () => {
    const { stripe, clock } = lab();
    const story = tell(lab(), anInvoice(lab()), Math.floor(clock.sync() / 1000) * 1000);
    stripe.requireAction(story.invoiceId);
    await untilRelayed(lab());
    await story.untilSent(1);
    assert.match(await story.textOf('first_notice'), /Your bank wants you to confirm/);
    assert.deepEqual(lookups(), []);
  });

  for (const [what, fault] of [
    ['does not offer the look-up', { kind: 'status', status: 404 }],
    ['answers 501', { kind: 'status', status: 501 }],
    ['never answers', { kind: 'hang' }],
    ['refuses it to this key', { kind: 'status', status: 403 }],
  ] as const) {
    it(`Stripe ${what}: the notices go out on their days, and say nothing of it`, async () => {
      lab().stripe.setFault({ ...fault, path: /invoice_payments/ });
      const story = await failPaymentWith(anInvoice(lab()), 'expired_card');
      await story.untilSent(1);
      await story.skipToDay(3.2);
      await story.untilSent(2);
      assert.deepEqual(await story.log(), TWO);
      assert.match(await story.textOf('first_notice'), /This happens to many people/);
      assert.doesNotMatch(await story.textOf('second_notice'), /expired/);
    });
  }

  function failPaymentWith(invoiceId: string, declineCode: string) {
    return failPayment(lab(), invoiceId, { declineCode });
  }

  function lookups(): string[] {
    return lab()
      .stripe.requests.map(({ path }) => path)
      .filter((path) => path.endsWith('/invoice_payments'));
  }
});
