import assert from 'node:assert/strict';
import { hasTestServer } from '../support/temporal.ts';
import { anInvoice, failPayment, pay, untilClosed, useLab } from '../support/story.ts';

const A_MINUTE = 1 / 1440;

(hasTestServer ? describe : describe.skip)('the calendar of a recovery', function () {
  this.timeout(30_000);
  const lab = useLab();

  it('never paid: asks on day 0, 3 and 7, suspends on day 14, lapses on day 44', async () => {
    const story = await failPayment(lab(), anInvoice(lab()));
    await story.skipToDay(2.9);
    assert.deepEqual(await story.log(), ['day 0 first_notice']);
    await story.skipToDay(6.9);
    assert.deepEqual(await story.log(), ['day 0 first_notice', 'day 3 second_notice']);
    await story.skipToDay(13.9);
    assert.deepEqual(await story.log(), ['day 0 first_notice', 'day 3 second_notice', 'day 7 final_notice']);
    assert.equal((await story.status()).access, 'active');
    await story.skipToDay(43.9);
    assert.equal((await story.status()).access, 'suspended');
    await story.skipToDay(44.1);
    assert.deepEqual(await story.ending(), { run: 'COMPLETED', outcome: 'lapsed', access: 'suspended' });
    assert.deepEqual(await story.log(), [
      'day 0 first_notice',
      'day 3 second_notice',
      'day 7 final_notice',
      'day 14 suspension',
    ]);
    assert.deepEqual(await story.handle.result(), { outcome: 'lapsed', access: 'suspended' });
  });

  it('paid on day 0 after the first message: thanks at once, and never asks again', async () => {
    const story = await failPayment(lab(), anInvoice(lab()));
    await story.untilAsleep();
    await pay(lab(), story);
    assert.deepEqual(await story.ending(), { run: 'COMPLETED', outcome: 'recovered', access: 'active' });
    await story.skipToDay(45);
    assert.deepEqual(await story.log(), ['day 0 first_notice', 'day 0 confirmation']);
    assert.match(await story.textOf('confirmation'), /Your account stays active/);
  });

  it('paid on day 5: thanks, and neither final notice nor suspension follow', async () => {
    const story = await failPayment(lab(), anInvoice(lab()));
    await story.skipToDay(5);
    await pay(lab(), story);
    assert.deepEqual(await story.ending(), { run: 'COMPLETED', outcome: 'recovered', access: 'active' });
    await story.skipToDay(45);
    assert.deepEqual(await story.log(), ['day 0 first_notice', 'day 3 second_notice', 'day 5 confirmation']);
  });

  it('paid on day 13, a day before the suspension: access is never touched', async () => {
    const story = await failPayment(lab(), anInvoice(lab()));
    await story.skipToDay(13);
    await pay(lab(), story);
    assert.deepEqual(await story.ending(), { run: 'COMPLETED', outcome: 'recovered', access: 'active' });
    await story.skipToDay(45);
    assert.deepEqual(await story.log(), [
      'day 0 first_notice',
      'day 3 second_notice',
      'day 7 final_notice',
      'day 13 confirmation',
    ]);
    assert.deepEqual(await suspensions(), []);
  });

  it('paid one minute before the suspension: access is never touched', async () => {
    const story = await failPayment(lab(), anInvoice(lab()));
    await story.skipToDay(14 - A_MINUTE);
    await pay(lab(), story);
    assert.deepEqual(await story.ending(), { run: 'COMPLETED', outcome: 'recovered', access: 'active' });
    await story.skipToDay(15);
    assert.deepEqual(await story.log(), [
      'day 0 first_notice',
      'day 3 second_notice',
      'day 7 final_notice',
      'day 14 confirmation',
    ]);
    assert.deepEqual(await suspensions(), []);
  });

  it('paid one minute after the suspension: recovered late, with access again', async () => {
    const story = await failPayment(lab(), anInvoice(lab()));
    await story.skipToDay(14 + A_MINUTE);
    assert.equal((await story.status()).access, 'suspended');
    await pay(lab(), story);
    assert.deepEqual(await story.ending(), { run: 'COMPLETED', outcome: 'recovered_late', access: 'active' });
    assert.deepEqual((await story.log()).slice(3), ['day 14 suspension', 'day 14 confirmation']);
  });

  it('paid on day 20, suspended: access is back before the thanks say so', async () => {
    const story = await failPayment(lab(), anInvoice(lab()));
    await story.skipToDay(20);
    const asked = (await story.log()).length;
    lab().rapiwa.setAnswer('held', { times: 1 });
    await pay(lab(), story);
    await story.untilSent(asked + 1);
    assert.equal(
      (await suspensions())[0]?.restored,
      true,
      'restored while the thanks are still on their way',
    );
    lab().rapiwa.release();
    assert.deepEqual(await story.ending(), { run: 'COMPLETED', outcome: 'recovered_late', access: 'active' });
    assert.deepEqual(await story.log(), [
      'day 0 first_notice',
      'day 3 second_notice',
      'day 7 final_notice',
      'day 14 suspension',
      'day 20 confirmation',
    ]);
    assert.match(await story.textOf('confirmation'), /your access is back/);
  });

  it('paid at night: access is back at once, the thanks wait for the morning', async () => {
    const story = await failPayment(lab(), anInvoice(lab()));
    await story.skipToDay(20.5);
    await pay(lab(), story);
    assert.equal(await story.untilEnded(), 'recovered_late');
    await story.untilStatus('access is back', ({ access }) => access === 'active');
    assert.equal((await story.log()).length, 4);
    await story.skipToDay(21);
    assert.deepEqual(await story.ending(), { run: 'COMPLETED', outcome: 'recovered_late', access: 'active' });
    assert.deepEqual((await story.log()).slice(4), ['day 20.96 confirmation']);
  });

  it('paid on day 50, after it lapsed: access is back and the customer thanked; it stays lapsed', async () => {
    const story = await failPayment(lab(), anInvoice(lab()));
    await story.skipToDay(50);
    assert.deepEqual(await story.ending(), { run: 'COMPLETED', outcome: 'lapsed', access: 'suspended' });
    await pay(lab(), story);
    await untilRestored(story.invoiceId);
    assert.deepEqual(await story.ending(), { run: 'COMPLETED', outcome: 'lapsed', access: 'active' });
    assert.deepEqual((await story.log()).slice(3), ['day 14 suspension', 'day 50 confirmation']);
    assert.match(await story.textOf('confirmation'), /your access is back/);
  });

  it('paid while another invoice of the subscription is suspended: thanked, but access stays paused', async () => {
    const first = anInvoice(lab());
    const { customer, parent } = lab().stripe.state.invoices[first]!;
    const { subscription } = parent!.subscription_details;
    const second = anInvoice(lab(), {}, { customer, subscription });
    const story = await failPayment(lab(), first);
    const other = await failPayment(lab(), second);
    await story.skipToDay(20);
    // Reminders of two invoices may be one message, of either.
    const asked = (await story.log()).length;
    lab().rapiwa.setAnswer('held', { times: 1 });
    await pay(lab(), story);
    await story.untilSent(asked + 1);
    lab().rapiwa.release();
    assert.equal((await story.ending()).outcome, 'recovered_late');
    assert.match(await story.textOf('confirmation'), /Another invoice is still open/);
    assert.equal((await story.status()).access, 'suspended');
    assert.equal(await crmStatus(first), 'recovered_late', 'nobody tells the CRM that access is back');
    await pay(lab(), other);
    assert.deepEqual(await other.ending(), { run: 'COMPLETED', outcome: 'recovered_late', access: 'active' });
    assert.match(await other.textOf('confirmation'), /your access is back/);
  });

  async function suspensions(): Promise<{ restored: boolean }[]> {
    const rows = await lab().database.db.selectFrom('access_suspensions').select('restored_at').execute();
    return rows.map(({ restored_at }) => ({ restored: restored_at !== null }));
  }

  async function crmStatus(invoiceId: string): Promise<string | null> {
    const { db } = lab().database;
    const row = db.selectFrom('recoveries').select('crm_status').where('debt_id', '=', invoiceId);
    return (await row.executeTakeFirstOrThrow()).crm_status;
  }

  function untilRestored(invoiceId: string): Promise<string> {
    return untilClosed(lab().env.client.workflow.getHandle(`restore:stripe:${invoiceId}`));
  }
});
