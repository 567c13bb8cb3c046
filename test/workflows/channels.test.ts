import assert from 'node:assert/strict';
import { historyToJSON } from '@temporalio/common/lib/proto-utils.js';
import type { RecoveryStatus } from '../../src/domain/recovery-status.ts';
import { eventually } from '../support/eventually.ts';
import { anInvoice, changeNumber, failPayment, pay, useLab, type Story } from '../support/story.ts';
import { personalDataIn } from '../support/personal-data.ts';
import { hasTestServer } from '../support/temporal.ts';

const BY_EMAIL = [
  'day 0 first_notice by email',
  'day 3 second_notice by email',
  'day 7 final_notice by email',
  'day 14 suspension by email',
];

(hasTestServer ? describe : describe.skip)('where WhatsApp cannot be used', function () {
  this.timeout(40_000);
  const lab = useLab({ RAPIWA_TIMEOUT_MS: '300' }, { email: true, slack: true });

  it('no number: every step goes out by e-mail, and its final notice counts: suspended on day 14', async () => {
    const story = await failPayment(lab(), anInvoice(lab(), { whatsappPhone: null }));
    await story.skipToDay(15);
    assert.deepEqual(await story.log(), BY_EMAIL);
    assert.equal((await story.status()).access, 'suspended');
    assert.deepEqual(lab().rapiwa.messages, []);
    assert.deepEqual(lab().slack.posts, []);
  });

  it('a number that is not on WhatsApp is asked about once, then written to by e-mail', async () => {
    lab().rapiwa.setOnWhatsapp('14155550197', false);
    const story = await failPayment(lab(), anInvoice(lab(), { whatsappPhone: '+14155550197' }));
    await story.skipToDay(15);
    assert.deepEqual(await story.log(), BY_EMAIL);
  });

  it('the message is refused on WhatsApp: the same step goes out by e-mail, once', async () => {
    lab().rapiwa.setAnswer('not_on_whatsapp', { times: 1 });
    const story = await failPayment(lab(), anInvoice(lab()));
    await story.skipToDay(4);
    assert.deepEqual(await story.log(), [
      'day 0 first_notice (not_on_whatsapp)',
      'day 0 first_notice by email',
      'day 3 second_notice',
    ]);
    assert.deepEqual(deliveriesIn(await story.status()), [
      'first_notice whatsapp rejected',
      'first_notice email sent',
      'second_notice whatsapp sent',
    ]);
  });

  it('refused for no clear reason: this step goes by e-mail, the next one by WhatsApp again', async () => {
    lab().rapiwa.setAnswer('success_false', { times: 1 });
    const story = await failPayment(lab(), anInvoice(lab()));
    await story.skipToDay(4);
    assert.deepEqual(await story.log(), [
      'day 0 first_notice (success_false)',
      'day 0 first_notice by email',
      'day 3 second_notice',
    ]);
  });

  it('no address either: holds, and the team is told once', async () => {
    const invoiceId = anInvoice(lab(), { whatsappPhone: null, email: null });
    const story = await failPayment(lab(), invoiceId);
    await story.untilStatus('the hold', heldBy('no_channel'));
    await story.skipToDay(0.9);
    assert.deepEqual(await story.log(), []);
    const about = () => lab().slack.posts.filter(({ text }) => text.includes(invoiceId));
    await eventually('the team is told', () => about().length > 0);
    const told = about();
    assert.equal(told.length, 1);
    changeNumber(lab(), invoiceId, '+14155550123');
    await story.skipToDay(1.1);
    assert.deepEqual(await story.log(), ['day 1 first_notice']);
  });

  for (const answer of ['timeout_after_accept', 'reset_after_accept', 'server_error'] as const) {
    it(`an answer lost (${answer}): e-mail covers it, and WhatsApp is never asked again for that step`, async () => {
      lab().rapiwa.setAnswer(answer, { times: 1, accepted: true });
      const story = await failPayment(lab(), anInvoice(lab()));
      await story.skipToDay(4);
      assert.deepEqual(await story.log(), [
        'day 0 first_notice',
        'day 0 first_notice by email',
        'day 3 second_notice',
      ]);
      assert.deepEqual(deliveriesIn(await story.status()), [
        'first_notice whatsapp unknown',
        'first_notice email sent',
        'second_notice whatsapp sent',
      ]);
    });
  }

  it('a lost answer and no address: unknown, the team is told, the plan goes on', async () => {
    lab().rapiwa.setAnswer('timeout_after_accept', { times: 1 });
    const story = await failPayment(lab(), anInvoice(lab(), { email: null }));
    await story.skipToDay(4);
    assert.deepEqual(await story.log(), ['day 0 first_notice', 'day 3 second_notice']);
    assert.deepEqual(deliveriesIn(await story.status()), [
      'first_notice whatsapp unknown',
      'second_notice whatsapp sent',
    ]);
    await eventually('Slack is told', () => lab().slack.posts.length === 1);
  });

  it('the final notice is lost on WhatsApp and sent by e-mail: suspended on day 14', async () => {
    const story = await failPayment(lab(), anInvoice(lab()));
    await story.skipToDay(6);
    lab().rapiwa.setAnswer('timeout_after_accept', { times: 1 });
    await story.skipToDay(15);
    assert.deepEqual(await story.log(), [
      'day 0 first_notice',
      'day 3 second_notice',
      'day 7 final_notice',
      'day 7 final_notice by email',
      'day 14 suspension',
    ]);
    assert.equal((await story.status()).access, 'suspended');
  });

  it('the mail server refuses us for an hour: holds, is told once, and then goes on', async () => {
    lab().smtp.setAnswer('auth_refused');
    const story = await failPayment(lab(), anInvoice(lab(), { whatsappPhone: null }));
    await story.untilStatus('the hold', heldBy('channel'));
    await story.skipToDay(1 / 24);
    assert.deepEqual(await story.log(), []);
    await eventually('Slack is told', () => lab().slack.posts.length === 1);
    lab().smtp.setAnswer('accept');
    await story.skipToDay(0.2);
    assert.equal((await story.log()).length, 1);
    assert.equal((await story.status()).hold, null);
  });

  it('the answer of the mail server is lost: unknown, and no mail is handed over twice', async () => {
    lab().smtp.setAnswer('drop_after_data', { times: 1 });
    const story = await failPayment(lab(), anInvoice(lab(), { whatsappPhone: null }));
    await story.skipToDay(4);
    assert.deepEqual(await story.log(), BY_EMAIL.slice(0, 2));
    assert.deepEqual(deliveriesIn(await story.status()), [
      'first_notice email unknown',
      'second_notice email sent',
    ]);
  });

  it('an address that does not exist: holds no_channel, and goes on with a corrected one', async () => {
    lab().smtp.setAnswer('unknown_mailbox');
    const invoiceId = anInvoice(lab(), { whatsappPhone: null });
    const story = await failPayment(lab(), invoiceId);
    await story.untilStatus('the hold', heldBy('no_channel'));
    await story.skipToDay(1);
    assert.equal(lab().smtp.recipients.length, 1);
    lab().smtp.setAnswer('accept');
    lab().stripe.updateCustomer(lab().stripe.state.invoices[invoiceId]!.customer, {
      email: 'new@example.com',
    });
    await story.skipToDay(1.6);
    assert.deepEqual(
      lab().smtp.mails.map(({ to }) => to),
      ['new@example.com'],
    );
  });

  it('WhatsApp in trouble is a hold, not a reason to write by e-mail', async () => {
    lab().rapiwa.setConnected(false);
    const story = await failPayment(lab(), anInvoice(lab()));
    await story.untilStatus('the hold', heldBy('channel'));
    await story.skipToDay(0.5);
    assert.deepEqual(lab().smtp.mails, []);
  });

  it('STOP on day 1 silences every channel, also once the number is gone', async () => {
    const invoiceId = anInvoice(lab());
    const story = await failPayment(lab(), invoiceId);
    await story.skipToDay(1);
    await story.handle.signal('contactOptedOut', { at: lab().clock.date().toISOString() });
    await story.skipToDay(4);
    lab().stripe.updateCustomer(lab().stripe.state.invoices[invoiceId]!.customer, { whatsappPhone: '' });
    await story.skipToDay(15);
    assert.deepEqual(await story.log(), ['day 0 first_notice']);
  });

  it('paid on day 5 without a number: thanked by e-mail', async () => {
    const story = await failPayment(lab(), anInvoice(lab(), { whatsappPhone: null }));
    await story.skipToDay(5);
    await story.untilAsleep();
    await pay(lab(), story);
    assert.equal(await story.untilEnded(), 'recovered');
    assert.equal((await story.ending()).run, 'COMPLETED');
    assert.deepEqual(await story.log(), [...BY_EMAIL.slice(0, 2), 'day 5 confirmation by email']);
  });

  it('a thank-you refused on WhatsApp goes by e-mail; one whose answer is lost does not', async () => {
    const [refused, lost] = await Promise.all([
      failPayment(lab(), anInvoice(lab())),
      failPayment(lab(), anInvoice(lab())),
    ]);
    await refused.skipToDay(1);
    await refused.untilAsleep();
    lab().rapiwa.setAnswer('not_on_whatsapp', { times: 1 });
    await pay(lab(), refused);
    assert.equal((await refused.ending()).run, 'COMPLETED');
    await lost.untilAsleep();
    lab().rapiwa.setAnswer('timeout_after_accept', { times: 1 });
    await pay(lab(), lost);
    assert.equal((await lost.ending()).run, 'COMPLETED');
    assert.deepEqual(await refused.log(), [
      'day 0 first_notice',
      'day 1 confirmation (not_on_whatsapp)',
      'day 1 confirmation by email',
    ]);
    assert.deepEqual(await lost.log(), ['day 0 first_notice', 'day 1 confirmation']);
  });
});

(hasTestServer ? describe : describe.skip)('e-mail beside WhatsApp', function () {
  this.timeout(40_000);
  const lab = useLab({ RAPIWA_TIMEOUT_MS: '300' }, { email: true, slack: true });

  /** As a worker leaves it that is killed between licence and answer. */
  async function leaveSending({ invoiceId }: Story, step: string, channel: string): Promise<void> {
    const at = lab().clock.date().toISOString();
    await lab()
      .database.db.insertInto('deliveries')
      .values({
        source: 'stripe',
        debt_id: invoiceId,
        step,
        channel,
        state: 'sending',
        phone_hash: 'of the number',
        address_hash: channel === 'email' ? 'of the address' : null,
        planned_at: at,
        state_at: at,
      })
      .execute();
  }

  it('a worker killed while it sent on WhatsApp: the next one covers the step by e-mail', async () => {
    const story = await failPayment(lab(), anInvoice(lab()));
    await story.skipToDay(2);
    await leaveSending(story, 'second_notice', 'whatsapp');
    await story.skipToDay(8);
    assert.deepEqual(await story.log(), [
      'day 0 first_notice',
      'day 3 second_notice by email',
      'day 7 final_notice',
    ]);
    assert.deepEqual(deliveriesIn(await story.status()).slice(1, 3), [
      'second_notice whatsapp unknown',
      'second_notice email sent',
    ]);
  });

  it('a worker killed while it sent the mail: unknown, and neither channel is asked again', async () => {
    const story = await failPayment(lab(), anInvoice(lab()));
    await story.skipToDay(2);
    await leaveSending(story, 'second_notice', 'email');
    await story.skipToDay(8);
    assert.deepEqual(await story.log(), ['day 0 first_notice', 'day 7 final_notice']);
    assert.equal(deliveriesIn(await story.status())[1], 'second_notice email unknown');
    await eventually('Slack is told', () => lab().slack.posts.length === 1);
  });

  it('paid on day 3, before the mail that would cover a lost answer: not sent', async () => {
    const story = await failPayment(lab(), anInvoice(lab()));
    await story.skipToDay(2);
    lab().smtp.setAnswer('auth_refused');
    lab().rapiwa.setAnswer('timeout_after_accept', { times: 1 });
    await story.skipToDay(3.01);
    await story.untilAsleep();
    lab().stripe.payInvoice(story.invoiceId);
    lab().smtp.setAnswer('accept');
    assert.equal(await story.untilEnded(), 'recovered');
    assert.equal((await story.ending()).run, 'COMPLETED');
    assert.deepEqual(await story.log(), [
      'day 0 first_notice',
      'day 3 second_notice',
      'day 3.01 confirmation',
    ]);
  });

  it('an answer lost while the mail server is away for days: unknown once the next step is due', async () => {
    const story = await failPayment(lab(), anInvoice(lab()));
    await story.skipToDay(2);
    await lab().smtp.stop();
    lab().rapiwa.setAnswer('timeout_after_accept', { times: 1 });
    await story.skipToDay(3.3);
    await story.untilStatus('the hold', heldBy('channel'));
    await story.skipToDay(8);
    assert.deepEqual(await story.log(), ['day 0 first_notice', 'day 3 second_notice', 'day 7 final_notice']);
    assert.equal(deliveriesIn(await story.status())[1], 'second_notice whatsapp unknown');
  });

  it('greylisted: the mail goes out when the server takes it, once', async () => {
    lab().smtp.setAnswer('greylisted', { times: 2 });
    const story = await failPayment(lab(), anInvoice(lab(), { whatsappPhone: null }));
    await story.skipToDay(1);
    assert.equal((await story.log()).length, 1);
    assert.equal(lab().smtp.recipients.length, 3);
  });

  it('one number is asked about once in a whole sequence, and for both of its invoices', async () => {
    const whatsappPhone = '+14155550196';
    const [one, other] = [anInvoice(lab(), { whatsappPhone }), anInvoice(lab(), { whatsappPhone })];
    const story = await failPayment(lab(), one);
    await story.skipToDay(1);
    await failPayment(lab(), other);
    await story.skipToDay(15);
    assert.deepEqual(lab().rapiwa.checks, ['14155550196']);
  });

  for (const fault of [{ kind: 'status', status: 501 }, { kind: 'hang' }] as const) {
    it(`the number check fails (${fault.kind}): it keeps no message back, and is not asked again`, async () => {
      lab().rapiwa.setFault({ ...fault, path: /verify-whatsapp/ });
      const story = await failPayment(lab(), anInvoice(lab()));
      await story.skipToDay(4);
      assert.deepEqual(await story.log(), ['day 0 first_notice', 'day 3 second_notice']);
      assert.equal(lab().rapiwa.checks.length, 1);
    });
  }

  it('joins WhatsApp on day 1: written to there from day 3 on', async () => {
    lab().rapiwa.setOnWhatsapp('14155550195', false);
    const story = await failPayment(lab(), anInvoice(lab(), { whatsappPhone: '+14155550195' }));
    await story.skipToDay(1);
    lab().rapiwa.setOnWhatsapp('14155550195', true);
    await story.skipToDay(4);
    assert.deepEqual(await story.log(), ['day 0 first_notice by email', 'day 3 second_notice']);
  });

  it('the mail says what the message says, to its customer only; the history says nothing of them', async () => {
    const story = await failPayment(
      lab(),
      anInvoice(lab(), { whatsappPhone: null, email: 'maria.silva.7@example.com' }),
    );
    await story.untilSent(1);
    const [mail] = lab().smtp.mails;
    assert.equal(mail!.to, 'maria.silva.7@example.com');
    assert.equal(mail!.from, '"Northwind Coffee" <billing@northwind.example>');
    for (const part of ['Maria Silva', 'Northwind Coffee', '$19.99', story.invoiceId]) {
      assert.ok(mail!.text.includes(part) && mail!.html.includes(part), part);
    }
    assert.deepEqual(personalDataIn(historyToJSON(await story.history())), []);
  });
});

function heldBy(kind: string): (status: RecoveryStatus) => boolean {
  return ({ hold }) => hold === kind;
}

function deliveriesIn({ deliveries }: RecoveryStatus): string[] {
  return deliveries.map(({ step, channel, state }) => `${step} ${channel} ${state}`);
}
