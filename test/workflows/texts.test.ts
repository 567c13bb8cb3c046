import assert from 'node:assert/strict';
import { anInvoice, failPayment, useLab } from '../support/story.ts';
import { hasTestServer } from '../support/temporal.ts';

(hasTestServer ? describe : describe.skip)('what the messages of a recovery say', function () {
  this.timeout(30_000);
  const lab = useLab();

  it('every message names the business, the amount and the way to pay; the customer by name', async () => {
    const story = await failPayment(lab(), anInvoice(lab()));
    await story.skipToDay(15);
    for (const step of ['first_notice', 'second_notice', 'final_notice', 'suspension']) {
      const text = await story.textOf(step);
      for (const part of ['Hello Maria Silva', 'Northwind Coffee', '$19.99', story.invoiceId]) {
        assert.ok(text.includes(part), `${step} says ${part}: ${text}`);
      }
    }
  });

  it('a partial payment on day 1 leaves a smaller amount in every later text', async () => {
    const story = await failPayment(lab(), anInvoice(lab()));
    await story.skipToDay(1);
    assert.match(await story.textOf('first_notice'), /\$19\.99/);
    lab().stripe.payPartly(story.invoiceId, 1500);
    await story.skipToDay(8);
    assert.deepEqual(await story.log(), ['day 0 first_notice', 'day 3 second_notice', 'day 7 final_notice']);
    for (const step of ['second_notice', 'final_notice']) {
      assert.match(await story.textOf(step), /\$4\.99/);
      assert.doesNotMatch(await story.textOf(step), /\$19\.99/);
    }
  });

  it('one charge attempt: the second notice says "still unpaid"', async () => {
    const story = await failPayment(lab(), anInvoice(lab()));
    await story.skipToDay(3.1);
    assert.match(await story.textOf('second_notice'), /is still unpaid/);
    assert.doesNotMatch(await story.textOf('second_notice'), /tried again/);
  });

  it('a second charge attempt: the second notice says "we tried again"', async () => {
    const story = await failPayment(lab(), anInvoice(lab()));
    await story.skipToDay(2);
    lab().stripe.failInvoice(story.invoiceId);
    await story.skipToDay(3.1);
    assert.match(await story.textOf('second_notice'), /We tried again to collect \$19\.99/);
  });

  const amounts: readonly [currency: string, minor: number, text: string][] = [
    ['jpy', 1500, '¥1,500'],
    ['kwd', 19_500, 'KWD\u00a019.500'],
    ['eur', 123_456, '€1,234.56'],
  ];
  for (const [currency, amount, written] of amounts) {
    it(`${amount} minor units of ${currency} are written ${written}`, async () => {
      const story = await failPayment(lab(), anInvoice(lab(), {}, { currency, amount }));
      await story.untilSent(1);
      const text = await story.textOf('first_notice');
      assert.ok(text.includes(` ${written} `), text);
    });
  }

  it('second and final notice print the day on which access really ends', async () => {
    const story = await failPayment(lab(), anInvoice(lab()));
    await story.skipToDay(14.1);
    const day = new Intl.DateTimeFormat('en-US', { dateStyle: 'full', timeZone: 'UTC' });
    const suspendedOn = day.format(new Date(await suspendedAt(story.invoiceId)));
    assert.match(await story.textOf('second_notice'), new RegExp(`your access ends on ${suspendedOn}`));
    assert.match(await story.textOf('final_notice'), new RegExp(`suspended on ${suspendedOn}`));
  });

  async function suspendedAt(invoiceId: string): Promise<string> {
    const { db } = lab().database;
    const row = db.selectFrom('access_suspensions').select('suspended_at').where('debt_id', '=', invoiceId);
    return (await row.executeTakeFirstOrThrow()).suspended_at;
  }
});
