import assert from 'node:assert/strict';
import { sql } from 'kysely';
import {
  aNumber,
  anInvoice,
  failPayment,
  pay,
  tell,
  untilRelayed,
  useLab,
  type Story,
} from '../support/story.ts';
import type { Lab } from '../support/lab.ts';
import { hasTestServer } from '../support/temporal.ts';

(hasTestServer ? describe : describe.skip)('several invoices of one customer', function () {
  this.timeout(40_000);
  const lab = useLab();

  it('five at once: one message names all of them, per currency, and the others say no more that day', async () => {
    const amounts = [
      [1999, 'usd'],
      [500, 'usd'],
      [1000, 'eur'],
      [1500, 'jpy'],
      [2501, 'usd'],
    ] as const;
    const stories = await failAll(lab(), amounts);
    await everyoneIsAt(stories, 'second_notice');
    assert.deepEqual(await logOf(stories), ['day 0 first_notice']);
    assert.equal(await mergedSteps(lab()), 4);
    assert.match(lab().rapiwa.messages[0]!.text, /Together, 5 of your invoices are open/);
    assert.match(lab().rapiwa.messages[0]!.text, /€10\.00, ¥1,500,? and \$50\.00 is due in all/);
  });

  it('a second one that fails an hour after the message waits for the next day', async () => {
    const first = await failPayment(lab(), anInvoice(lab()));
    await first.untilAsleep();
    await first.skipToDay(1 / 24);
    const second = await failPayment(lab(), siblingOf(lab(), first, 500));
    await second.untilAsleep();
    assert.deepEqual(await second.log(), []);
    await second.skipToDay(1.1);
    await second.untilSent(1);
    assert.deepEqual(await logOf([first, second]), ['day 0 first_notice', 'day 0.96 first_notice']);
  });

  it('an amount that has changed since it was named is asked for by its own message, the next day', async () => {
    const [first, second] = (await failAll(lab(), [
      [1999, 'usd'],
      [500, 'usd'],
    ])) as [Story, Story];
    await first.skipToDay(3.01);
    await first.skipToDay(6);
    const texts = lab().rapiwa.messages.map(({ text }) => /\$24\.99/.test(text));
    assert.deepEqual(texts, [true, true], 'day 0 and day 3 name both');
    lab().stripe.payPartly(second.invoiceId, 200);
    await untilRelayed(lab());
    await first.skipToDay(9);
    const finals = (await logOf([first, second])).filter((line) => line.includes('final_notice'));
    assert.equal(finals.length, 2, 'each says its final notice itself');
    assert.notEqual(finals[0], finals[1], 'not on the same day');
  });

  it('one that is paid is not named any more, and only it is thanked for', async () => {
    const [first, second] = (await failAll(lab(), [
      [1999, 'usd'],
      [500, 'usd'],
    ])) as [Story, Story];
    await everyoneIsAt([first, second], 'second_notice');
    await pay(lab(), second);
    assert.equal((await second.ending()).outcome, 'recovered');
    await first.skipToDay(3.1);
    const last = lab().rapiwa.messages.at(-1)!.text;
    assert.match(last, /\$19\.99/);
    assert.doesNotMatch(last, /Together/);
  });

  it('two customers who share a number: never both on one day, and neither hears of the other', async () => {
    const whatsappPhone = aNumber();
    const one = await failPayment(lab(), anInvoice(lab(), { whatsappPhone, name: 'Maria Silva' }));
    await one.untilAsleep();
    const other = await failPayment(
      lab(),
      anInvoice(lab(), { whatsappPhone, name: 'Jorge Silva' }, { amount: 777 }),
    );
    await other.untilAsleep();
    assert.deepEqual(await logOf([one, other]), ['day 0 first_notice']);
    await other.skipToDay(1.1);
    await other.untilSent(1);
    assert.deepEqual(await logOf([one, other]), ['day 0 first_notice', 'day 1 first_notice']);
    for (const { text } of lab().rapiwa.messages) assert.doesNotMatch(text, /Together/);
  });
});

function siblingOf(lab: Lab, { invoiceId }: Story, amount: number): string {
  const { customer } = lab.stripe.state.invoices[invoiceId]!;
  return anInvoice(lab, {}, { customer, amount });
}

/** All of one customer, failed in the same second. */
async function failAll(lab: Lab, amounts: readonly (readonly [number, string])[]): Promise<Story[]> {
  const customer = lab.stripe.createCustomer({ name: 'Maria Silva', whatsappPhone: aNumber() }).id;
  const invoices = amounts.map(([amount, currency]) => anInvoice(lab, {}, { customer, amount, currency }));
  // Told together: no message goes out before all of them are known.
  await lab.stopWorker();
  const stories: Story[] = [];
  for (const invoice of invoices) {
    stories.push(tell(lab, invoice, Math.floor(lab.clock.sync() / 1000) * 1000));
    lab.stripe.failInvoice(invoice);
  }
  await untilRelayed(lab);
  await lab.startWorker();
  return stories;
}

/** Time passes until each has gone to the step, within the hour: who waits for another's message looks again soon. */
async function everyoneIsAt(stories: readonly Story[], step: string): Promise<void> {
  await stories[0]!.skipToDay(1 / 24);
  for (const story of stories) await story.untilStatus(step, ({ currentStep }) => currentStep === step);
}

async function logOf(stories: readonly Story[]): Promise<string[]> {
  return (await Promise.all(stories.map((story) => story.log()))).flat();
}

async function mergedSteps({ database }: Lab): Promise<number> {
  const { rows } = await sql`select from step_notes where note like 'skipped: merged into in_%'`.execute(
    database.db,
  );
  return rows.length;
}
