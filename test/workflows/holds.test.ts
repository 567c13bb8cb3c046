import assert from 'node:assert/strict';
import type { RecoveryStatus } from '../../src/domain/recovery-status.ts';
import { anInvoice, changeNumber, failPayment, pay, useLab, type Story } from '../support/story.ts';
import { hasTestServer } from '../support/temporal.ts';

const THE_WHOLE_SEQUENCE = [
  'day 0 first_notice',
  'day 3 second_notice',
  'day 7 final_notice',
  'day 14 suspension',
];
/** Tries and waits of one day may add so many events: 44 days of them stay far below the server's 51,200. */
const EVENTS_A_DAY = 300;

(hasTestServer ? describe : describe.skip)('a recovery on hold', function () {
  this.timeout(30_000);
  const lab = useLab({ RAPIWA_TIMEOUT_MS: '300' });

  it('no number: holds without a request, and goes on once there is one', async () => {
    const story = await failPayment(lab(), anInvoice(lab(), { whatsappPhone: null }));
    await story.untilStatus('the hold', heldBy('no_channel'));
    await story.skipToDay(1.1);
    assert.deepEqual(await story.log(), []);
    changeNumber(lab(), story.invoiceId, '+14155550123');
    await story.skipToDay(15);
    assert.deepEqual(await story.log(), ['day 1.25 first_notice', ...THE_WHOLE_SEQUENCE.slice(1)]);
  });

  it('a number nobody can be reached on counts as none: it is not even requested', async () => {
    const story = await failPayment(lab(), anInvoice(lab(), { whatsappPhone: 'call me' }));
    await story.untilStatus('the hold', heldBy('no_channel'));
    await story.skipToDay(1);
    assert.deepEqual(lab().rapiwa.messages, []);
  });

  it('a number that WhatsApp refuses is asked once; a corrected one goes on', async () => {
    const invoiceId = anInvoice(lab(), { whatsappPhone: '+14155550198' });
    lab().rapiwa.setAnswer('not_on_whatsapp');
    const story = await failPayment(lab(), invoiceId);
    await story.untilStatus('the hold', heldBy('no_channel'));
    await story.skipToDay(1.1);
    lab().rapiwa.setAnswer('api');
    changeNumber(lab(), invoiceId, '+14155550123');
    await story.skipToDay(4);
    assert.deepEqual(await story.log(), [
      'day 0 first_notice (not_on_whatsapp)',
      'day 1.21 first_notice',
      'day 3 second_notice',
    ]);
  });

  it('key refused: holds, the delivery stays unsent, and after the repair nothing comes in a burst', async () => {
    lab().rapiwa.setApiKey('another key');
    const story = await failPayment(lab(), anInvoice(lab()));
    await story.untilStatus('the hold', heldBy('channel'));
    assert.deepEqual(await deliveryStates(story), ['first_notice planned']);
    await story.skipToDay(4);
    assert.equal((await story.status()).hold, 'channel');
    lab().rapiwa.setApiKey(lab().config.rapiwa!.apiKey);
    await story.skipToDay(15);
    const accepted = (await story.log()).filter((line) => !line.includes('(unauthorized)'));
    const onDays = accepted.map((line) => line.replace(/^(day \d+)\.0\d /, '$1 '));
    assert.deepEqual(onDays, ['day 4 second_notice', 'day 7 final_notice', 'day 14 suspension']);
  });

  it('key refused for days: the tries grow rare, so that a month of them fits into one history', async () => {
    lab().rapiwa.setApiKey('another key');
    const story = await failPayment(lab(), anInvoice(lab()));
    await story.skipToDay(1);
    const before = await eventCount(story);
    await story.skipToDay(2);
    assert.ok((await eventCount(story)) - before <= EVENTS_A_DAY);
  });

  it('the device is unlinked on day 2 and linked again on day 3, an hour late: the notice is an hour late', async () => {
    const story = await failPayment(lab(), anInvoice(lab()));
    await story.skipToDay(2);
    lab().rapiwa.setConnected(false);
    await story.skipToDay(3.1);
    assert.equal((await story.status()).hold, 'channel');
    lab().rapiwa.setConnected(true);
    await story.skipToDay(3.4);
    const accepted = (await story.log()).filter((line) => !line.includes('(not_connected)'));
    assert.deepEqual(accepted, ['day 0 first_notice', 'day 3.14 second_notice']);
    assert.equal((await story.status()).hold, null);
  });

  for (const answer of ['timeout_after_accept', 'server_error'] as const) {
    it(`an answer lost (${answer}): unknown, never sent again, and the plan goes on`, async () => {
      lab().rapiwa.setAnswer(answer, { times: 1, accepted: true });
      const story = await failPayment(lab(), anInvoice(lab()));
      await story.skipToDay(15);
      assert.deepEqual(await story.log(), THE_WHOLE_SEQUENCE);
      assert.equal((await deliveryStates(story))[0], 'first_notice unknown');
      assert.equal((await story.status()).deliveries[0]?.state, 'unknown');
    });
  }

  it('final notice unknown: the suspension is held until the recovery lapses, with access', async () => {
    const story = await failPayment(lab(), anInvoice(lab()));
    await story.skipToDay(6);
    lab().rapiwa.setAnswer('timeout_after_accept', { times: 1 });
    await story.skipToDay(14.1);
    assert.equal((await story.status()).hold, 'final_notice_unconfirmed');
    await story.skipToDay(43.9);
    assert.deepEqual(await story.log(), THE_WHOLE_SEQUENCE.slice(0, 3));
    await story.skipToDay(44.1);
    assert.deepEqual(await story.ending(), { run: 'COMPLETED', outcome: 'lapsed', access: 'active' });
  });

  it('final notice unknown, and a receipt settles it on day 16: then access is suspended', async () => {
    const story = await failPayment(lab(), anInvoice(lab()));
    await story.skipToDay(6);
    lab().rapiwa.setAnswer('timeout_after_accept', { times: 1 });
    await story.skipToDay(16.1);
    await settleAsDelivered(story, 'final_notice');
    await story.skipToDay(17);
    assert.equal((await story.status()).access, 'suspended');
    assert.deepEqual((await story.log()).slice(3), ['day 16.25 suspension']);
  });

  it('rate limited: asks again when the provider said so, and the customer gets one message', async () => {
    lab().rapiwa.setAnswer('rate_limited', { times: 1, retryAfter: 1800 });
    const story = await failPayment(lab(), anInvoice(lab()));
    await story.skipToDay(1);
    assert.deepEqual(await story.log(), ['day 0 first_notice (rate_limited)', 'day 0.02 first_notice']);
  });

  it('opted out on day 1: nothing more is sent, and access is not suspended unannounced', async () => {
    const story = await failPayment(lab(), anInvoice(lab()));
    await story.skipToDay(1);
    await optOut(story);
    await story.skipToDay(15);
    assert.equal((await story.status()).hold, 'final_notice_unconfirmed');
    assert.equal((await story.status()).access, 'active');
    assert.deepEqual(await story.log(), ['day 0 first_notice']);
  });

  it('opted out, then paid: not even thanked', async () => {
    const story = await failPayment(lab(), anInvoice(lab()));
    await story.skipToDay(1);
    await optOut(story);
    await pay(lab(), story);
    assert.equal((await story.ending()).outcome, 'recovered');
    assert.deepEqual(await story.log(), ['day 0 first_notice']);
  });

  it('paid during a hold: the hold ends with it', async () => {
    const story = await failPayment(lab(), anInvoice(lab(), { whatsappPhone: null }));
    await story.untilStatus('the hold', heldBy('no_channel'));
    await pay(lab(), story);
    assert.deepEqual(await story.ending(), { run: 'COMPLETED', outcome: 'recovered', access: 'active' });
    assert.equal((await story.status()).hold, null);
    assert.deepEqual(lab().rapiwa.messages, []);
  });

  async function settleAsDelivered({ invoiceId }: Story, step: string): Promise<void> {
    const { db } = lab().database;
    await db
      .updateTable('deliveries')
      .set({ state: 'delivered' })
      .where('debt_id', '=', invoiceId)
      .where('step', '=', step)
      .execute();
  }

  async function optOut({ invoiceId }: Story): Promise<void> {
    const { db } = lab().database;
    const { phone_hash } = await db
      .selectFrom('deliveries')
      .select('phone_hash')
      .where('debt_id', '=', invoiceId)
      .executeTakeFirstOrThrow();
    const recorded_at = lab().clock.date().toISOString();
    await db.insertInto('opt_outs').values({ phone_hash, origin: 'test', recorded_at }).execute();
  }

  async function deliveryStates({ invoiceId }: Story): Promise<string[]> {
    const rows = await lab()
      .database.db.selectFrom('deliveries')
      .select(['step', 'state'])
      .where('debt_id', '=', invoiceId)
      .orderBy('planned_at')
      .execute();
    return rows.map(({ step, state }) => `${step} ${state}`);
  }
});

(hasTestServer ? describe : describe.skip)('a recovery whose processor cannot be read', function () {
  this.timeout(30_000);
  const lab = useLab();

  it('down when the second notice is due, back after 3 hours: sent once, not before a fresh look', async () => {
    const story = await failPayment(lab(), anInvoice(lab()));
    await story.skipToDay(2.9);
    lab().stripe.setFault({ kind: 'status', status: 500 });
    await story.skipToDay(3.12);
    assert.deepEqual(await story.log(), ['day 0 first_notice']);
    assert.equal((await story.status()).currentStep, 'second_notice');
    lab().stripe.setFault(null);
    await story.skipToDay(6);
    assert.deepEqual(await story.log(), ['day 0 first_notice', 'day 3.13 second_notice']);
  });

  it('down when the second notice is due, and paid meanwhile: nothing is asked any more', async () => {
    const story = await failPayment(lab(), anInvoice(lab()));
    await story.skipToDay(2.9);
    lab().stripe.setFault({ kind: 'status', status: 500 });
    await story.skipToDay(3.12);
    lab().stripe.payInvoiceSilently(story.invoiceId);
    lab().stripe.setFault(null);
    await story.skipToDay(3.3);
    assert.deepEqual(await story.ending(), { run: 'COMPLETED', outcome: 'recovered', access: 'active' });
    assert.deepEqual(await story.log(), ['day 0 first_notice', 'day 3.13 confirmation']);
  });

  it('down when the suspension is due: access stays until the invoice can be read', async () => {
    const story = await failPayment(lab(), anInvoice(lab()));
    await story.skipToDay(13.9);
    lab().stripe.setFault({ kind: 'status', status: 503 });
    await story.skipToDay(14.12);
    assert.equal((await story.status()).access, 'active');
    lab().stripe.setFault(null);
    await story.skipToDay(14.3);
    assert.equal((await story.status()).access, 'suspended');
    assert.deepEqual((await story.log()).slice(3), ['day 14.13 suspension']);
  });

  it('down for days: the tries grow rare, so that a month of them fits into one history', async () => {
    lab().stripe.setFault({ kind: 'status', status: 500 });
    const story = await failPayment(lab(), anInvoice(lab()));
    await story.skipToDay(1);
    const before = await eventCount(story);
    await story.skipToDay(2);
    assert.ok((await eventCount(story)) - before <= EVENTS_A_DAY);
    assert.deepEqual(await story.log(), []);
  });

  it('hangs once: the try is given up, and the next one sends', async () => {
    lab().stripe.setFault({ kind: 'hang', times: 1, path: /invoices/ });
    const story = await failPayment(lab(), anInvoice(lab()));
    await story.skipToDay(0.1);
    assert.deepEqual(await story.log(), ['day 0 first_notice']);
  });
});

(hasTestServer ? describe : describe.skip)('a recovery on hold to its end', function () {
  this.timeout(30_000);
  const lab = useLab({ WINBACK_WINDOW: '3d' });

  it('never a number: the recovery lapses with its winback window, unasked and not suspended', async () => {
    const story = await failPayment(lab(), anInvoice(lab(), { whatsappPhone: null }));
    await story.skipToDay(17.1);
    assert.deepEqual(await story.ending(), { run: 'COMPLETED', outcome: 'lapsed', access: 'active' });
    assert.deepEqual(lab().rapiwa.messages, []);
  });
});

(hasTestServer ? describe : describe.skip)('the contact window', function () {
  this.timeout(30_000);
  const lab = useLab();

  it('first failure at 03:00: every message waits for 09:00, the days still count from the failure', async () => {
    const { clock } = lab();
    await clock.skipTo((await clock.now()) + 17 * 3_600_000);
    const story = await failPayment(lab(), anInvoice(lab()));
    await story.skipToDay(15);
    assert.deepEqual(await sentAtHour(story), [9, 9, 9, 9]);
    assert.deepEqual(await story.log(), [
      'day 0.25 first_notice',
      'day 3.25 second_notice',
      'day 7.25 final_notice',
      'day 14.25 suspension',
    ]);
  });

  async function sentAtHour(story: Story): Promise<number[]> {
    await story.status();
    return lab().rapiwa.messages.map(({ at }) => new Date(at).getUTCHours());
  }
});

function heldBy(kind: RecoveryStatus['hold']): (status: RecoveryStatus) => boolean {
  return ({ hold }) => hold === kind;
}

async function eventCount(story: Story): Promise<number> {
  return (await story.history()).events?.length ?? 0;
}
