import assert from 'node:assert/strict';
import { DAY_MS } from '../../src/domain/duration.ts';
import { anInvoice, failPayment, pay, tell, untilRelayed, useLab, type Story } from '../support/story.ts';
import { hasTestServer } from '../support/temporal.ts';

(hasTestServer ? describe : describe.skip)('a recovery that is late, or whose worker was away', function () {
  this.timeout(30_000);
  const lab = useLab({}, { cachedWorkflows: 0 });

  it('restarted in mid-sequence: goes on as if nothing had been', async () => {
    const story = await failPayment(lab(), anInvoice(lab()));
    for (const day of [1, 10]) {
      await story.skipToDay(day);
      await lab().stopWorker();
      await lab().startWorker();
    }
    await story.skipToDay(45);
    assert.deepEqual(await story.ending(), { run: 'COMPLETED', outcome: 'lapsed', access: 'suspended' });
    assert.deepEqual(await story.log(), [
      'day 0 first_notice',
      'day 3 second_notice',
      'day 7 final_notice',
      'day 14 suspension',
    ]);
  });

  it('stopped while a message is on its way: the send is finished and recorded, and not repeated', async () => {
    const story = await failPayment(lab(), anInvoice(lab()));
    await story.untilSent(1);
    lab().rapiwa.setAnswer('held', { times: 1 });
    const skipping = story.skipToDay(3.1);
    await story.untilSent(2);
    const stopping = lab().stopWorker();
    lab().rapiwa.release();
    await stopping;
    await lab().startWorker();
    await skipping;
    await story.skipToDay(6.9);
    assert.deepEqual(await story.log(), ['day 0 first_notice', 'day 3 second_notice']);
    assert.deepEqual(
      (await story.status()).deliveries.map(({ step, state }) => `${step} ${state}`),
      ['first_notice sent', 'second_notice sent'],
    );
  });

  it('first told on day 8: the friendly notices would be stale, the final one goes out', async () => {
    const story = await toldOnDay(8);
    await story.untilSent(1);
    await story.skipToDay(8.2);
    assert.deepEqual(await story.log(), ['day 8 final_notice']);
    assert.equal((await story.status()).currentStep, 'suspension');
    await story.skipToDay(15);
    assert.deepEqual(await story.log(), ['day 8 final_notice', 'day 14 suspension']);
  });

  it('first told on day 16: the final notice still comes first, gives its three days and prints them', async () => {
    // A Wednesday. Three days later is a Saturday; the next allowed weekday is the Monday of day 21, from 09:00 on.
    const story = await toldOnDay(16);
    await story.untilSent(1);
    const full = new Intl.DateTimeFormat('en-US', { dateStyle: 'full', timeZone: 'UTC' });
    const monday = full.format(new Date(story.firstFailure + 21 * DAY_MS));
    assert.match(await story.textOf('final_notice'), new RegExp(`suspended on ${monday}\\.`));
    await story.skipToDay(20.9);
    assert.equal((await story.status()).access, 'active');
    await story.skipToDay(21.1);
    assert.equal((await story.status()).access, 'suspended');
    assert.deepEqual(await story.log(), ['day 16 final_notice', 'day 20.96 suspension']);
  });

  it('first told on day 45: it lapses at once, without a word and without suspending', async () => {
    const story = await toldOnDay(45);
    assert.deepEqual(await story.ending(), { run: 'COMPLETED', outcome: 'lapsed', access: 'active' });
    assert.deepEqual(await story.log(), []);
  });

  it('first failure on a Saturday: the suspension waits for the Monday after its day', async () => {
    const { clock } = lab();
    await clock.skipTo((await clock.now()) + 5 * DAY_MS);
    const story = await failPayment(lab(), anInvoice(lab()));
    await story.skipToDay(15.9);
    assert.equal((await story.status()).access, 'active');
    await story.skipToDay(16);
    assert.equal((await story.status()).access, 'suspended');
    assert.deepEqual(await story.log(), [
      'day 0 first_notice',
      'day 3 second_notice',
      'day 7 final_notice',
      'day 15.96 suspension',
    ]);
  });

  it('paid while it was away: the signal is the first thing it sees', async () => {
    const story = await failPayment(lab(), anInvoice(lab()));
    await story.untilSent(1);
    await story.skipToDay(1);
    await lab().stopWorker();
    await pay(lab(), story);
    await lab().startWorker();
    assert.deepEqual(await story.ending(), { run: 'COMPLETED', outcome: 'recovered', access: 'active' });
    assert.deepEqual(await story.log(), ['day 0 first_notice', 'day 1 confirmation']);
  });

  /** The failure is an old one: its webhook comes, or is found again, only now. */
  async function toldOnDay(day: number): Promise<Story> {
    const { stripe, clock } = lab();
    const firstFailure = Math.floor(clock.sync() / 1000) * 1000;
    await clock.skipTo(firstFailure + day * DAY_MS);
    const invoiceId = anInvoice(lab());
    stripe.failInvoice(invoiceId, { created: firstFailure / 1000 });
    await untilRelayed(lab());
    return tell(lab(), invoiceId, firstFailure);
  }
});
