import assert from 'node:assert/strict';
import { anInvoice, failPayment, pay, useLab } from '../support/story.ts';
import { hasTestServer } from '../support/temporal.ts';

(hasTestServer ? describe : describe.skip)('a payment link of our own', function () {
  this.timeout(30_000);
  const lab = useLab({ PUBLIC_URL: 'https://pay.northwind.example', APP_SECRET: 'the secret of this lab' });

  const open = (text: string) => {
    const [link] = /https:\/\/pay\.northwind\.example\/pay\/\S+/.exec(text) ?? [];
    assert.ok(link, text);
    return fetch(link.replace('https://pay.northwind.example', lab().url), { redirect: 'manual' });
  };

  it('stands in every message instead of Stripe’s, leads there while it is open, and thanks on day 5 after payment', async () => {
    const invoice = anInvoice(lab());
    const story = await failPayment(lab(), invoice);
    await story.skipToDay(4);
    assert.deepEqual(await story.log(), ['day 0 first_notice', 'day 3 second_notice']);
    for (const step of ['first_notice', 'second_notice']) {
      const text = await story.textOf(step);
      assert.equal(text.match(/https?:\/\//g)?.length, 1);
      const hosted = lab().stripe.state.invoices[invoice]!.hosted_invoice_url;
      assert.equal((await open(text)).headers.get('location'), hosted);
    }
    const text = await story.textOf('first_notice');
    await story.skipToDay(5);
    await pay(lab(), story);
    assert.match(await (await open(text)).text(), /Thank you, this is paid/);
    assert.equal((await story.ending()).outcome, 'recovered');
  });
});
