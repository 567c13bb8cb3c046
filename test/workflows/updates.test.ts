import assert from 'node:assert/strict';
import { WorkflowUpdateFailedError } from '@temporalio/client';
import { DAY_MS } from '../../src/domain/duration.ts';
import { toInstant } from '../../src/domain/instant.ts';
import type { RecoveryStatus } from '../../src/domain/recovery-status.ts';
import { anInvoice, failPayment, untilRelayed, useLab, type Story } from '../support/story.ts';
import { hasTestServer } from '../support/temporal.ts';

const ANA = { actor: 'ana', reason: 'the customer called' };

(hasTestServer ? describe : describe.skip)('what staff can do to a recovery', function () {
  this.timeout(30_000);
  const lab = useLab();

  it('pauseRecovery: nothing is sent until resumeRecovery, then what still makes sense', async () => {
    const story = await failPayment(lab(), anInvoice(lab()));
    await story.skipToDay(1);
    const paused = await update(story, 'pauseRecovery');
    assert.deepEqual([paused.hold, paused.nextStepAt, paused.currentStep], ['staff', null, 'second_notice']);
    assert.deepEqual(await story.status(), paused, 'an update answers with the status');
    await story.skipToDay(10);
    assert.deepEqual(await story.log(), ['day 0 first_notice']);
    const resumed = await update(story, 'resumeRecovery');
    assert.deepEqual([resumed.hold, resumed.currentStep], [null, 'second_notice']);
    await story.skipToDay(15);
    assert.deepEqual(await story.log(), ['day 0 first_notice', 'day 10 final_notice', 'day 14 suspension']);
  });

  it('pauseRecovery until day 5: goes on by itself, and the later days stay', async () => {
    const story = await failPayment(lab(), anInvoice(lab()));
    await story.skipToDay(1);
    await update(story, 'pauseRecovery', { until: dayOf(story, 5) });
    await story.skipToDay(4.9);
    assert.equal((await story.status()).hold, 'staff');
    await story.skipToDay(15);
    assert.deepEqual(await story.log(), [
      'day 0 first_notice',
      'day 5 second_notice',
      'day 7 final_notice',
      'day 14 suspension',
    ]);
  });

  it('pauseRecovery past day 44: lapses then, without suspending', async () => {
    const story = await failPayment(lab(), anInvoice(lab()));
    await story.skipToDay(8);
    await update(story, 'pauseRecovery');
    await story.skipToDay(43.9);
    assert.equal((await story.status()).hold, 'staff');
    await story.skipToDay(44.1);
    assert.deepEqual(await story.ending(), { run: 'COMPLETED', outcome: 'lapsed', access: 'active' });
    assert.deepEqual(await story.log(), ['day 0 first_notice', 'day 3 second_notice', 'day 7 final_notice']);
  });

  it('pauseRecovery while suspended: the winback window ends all the same', async () => {
    const story = await failPayment(lab(), anInvoice(lab()));
    await story.skipToDay(20);
    await update(story, 'pauseRecovery');
    await story.skipToDay(44.1);
    assert.deepEqual(await story.ending(), { run: 'COMPLETED', outcome: 'lapsed', access: 'suspended' });
  });

  it('sendNextStepNow: the next notice goes out at once, at night too, and the later days stay', async () => {
    const story = await failPayment(lab(), anInvoice(lab()));
    await story.skipToDay(1.5);
    await update(story, 'sendNextStepNow');
    await story.untilSent(2);
    assert.deepEqual(await story.log(), ['day 0 first_notice', 'day 1.5 second_notice']);
    await story.skipToDay(15);
    assert.deepEqual((await story.log()).slice(2), ['day 7 final_notice', 'day 14 suspension']);
  });

  it('sendNextStepNow of the final notice on day 4: the suspension stays on day 14', async () => {
    const story = await failPayment(lab(), anInvoice(lab()));
    await story.skipToDay(4);
    await update(story, 'sendNextStepNow');
    await story.skipToDay(13.9);
    assert.equal((await story.status()).access, 'active');
    await story.skipToDay(15);
    assert.deepEqual((await story.log()).slice(2), ['day 4 final_notice', 'day 14 suspension']);
  });

  it('sendNextStepNow before the suspension: looks once, and waits on for the printed day', async () => {
    const story = await failPayment(lab(), anInvoice(lab()));
    await story.skipToDay(8);
    const before = (await story.history()).events!.length;
    await update(story, 'sendNextStepNow');
    await story.untilStatus('the step waits again', ({ nextStepAt }) => nextStepAt !== null);
    await story.skipToDay(13.9);
    const after = (await story.history()).events!.length;
    assert.ok(after - before < 25, `one look, not a hot loop: ${after - before} events`);
    assert.equal((await story.status()).access, 'active');
    await story.skipToDay(14.1);
    assert.equal((await story.status()).access, 'suspended');
    assert.deepEqual((await story.log()).slice(3), ['day 14 suspension']);
  });

  it('sendNextStepNow of an invoice paid without a webhook: nothing is asked', async () => {
    const story = await failPayment(lab(), anInvoice(lab()));
    await story.skipToDay(1);
    lab().stripe.payInvoiceSilently(story.invoiceId);
    await update(story, 'sendNextStepNow');
    assert.deepEqual(await story.ending(), { run: 'COMPLETED', outcome: 'recovered', access: 'active' });
    assert.deepEqual(await story.log(), ['day 0 first_notice', 'day 1 confirmation']);
  });

  it('sendNextStepNow is refused on hold and in the winback window', async () => {
    const story = await failPayment(lab(), anInvoice(lab()));
    await story.skipToDay(1);
    await update(story, 'pauseRecovery');
    assert.equal(await refusal(story, 'sendNextStepNow'), 'the recovery is on hold (staff): resume it first');
    await update(story, 'resumeRecovery');
    await story.skipToDay(15);
    assert.equal(
      await refusal(story, 'sendNextStepNow'),
      'every step of the sequence is taken: nothing is left to send',
    );
  });

  it('cancelRecovery: the run completes as cancelled, and the invoice is never asked again', async () => {
    const story = await failPayment(lab(), anInvoice(lab()));
    await story.skipToDay(1);
    const answer = await update(story, 'cancelRecovery');
    assert.deepEqual([answer.outcome, answer.nextStepAt], ['cancelled', null]);
    assert.deepEqual(await story.ending(), { run: 'COMPLETED', outcome: 'cancelled', access: 'active' });
    lab().stripe.failInvoice(story.invoiceId);
    await untilRelayed(lab());
    await story.skipToDay(15);
    assert.deepEqual(await story.log(), ['day 0 first_notice']);
    assert.equal((await story.ending()).outcome, 'cancelled');
  });

  it('cancelRecovery while a message is on its way: it is finished and recorded, nothing follows', async () => {
    lab().rapiwa.setAnswer('held', { times: 1 });
    const story = await failPayment(lab(), anInvoice(lab()));
    await story.untilSent(1);
    await update(story, 'cancelRecovery');
    await story.untilAnswered();
    lab().rapiwa.release();
    assert.deepEqual(await story.ending(), { run: 'COMPLETED', outcome: 'cancelled', access: 'active' });
    assert.deepEqual((await story.status()).deliveries.map(stateOf), ['first_notice sent']);
    assert.deepEqual(await story.log(), ['day 0 first_notice']);
  });

  it('an update with nobody behind it, without a reason, or until yesterday is refused with the remedy', async () => {
    const story = await failPayment(lab(), anInvoice(lab()));
    await story.skipToDay(1);
    const actor = 'actor: say who does this, e.g. "ana"';
    const reason = 'reason: say why, in a few words';
    const until = 'until: give an instant in the future, e.g. 2026-12-01T09:00:00Z, or leave it out';
    for (const name of ['pauseRecovery', 'resumeRecovery', 'sendNextStepNow', 'cancelRecovery']) {
      assert.equal(await refusal(story, name, { actor: ' ' }), actor);
      assert.equal(await refusal(story, name, { reason: '' }), reason);
    }
    for (const instant of ['yesterday', '2026-12-32T00:00:00Z', dayOf(story, 0.5)]) {
      assert.equal(await refusal(story, 'pauseRecovery', { until: instant }), until);
    }
    assert.deepEqual([(await story.status()).hold, (await story.status()).outcome], [null, null]);
  });

  const update = (story: Story, name: string, more: object = {}): Promise<RecoveryStatus> =>
    story.handle.executeUpdate<RecoveryStatus, [object]>(name, { args: [{ ...ANA, ...more }] });

  /** Why an update is refused; it leaves no trace in history. */
  async function refusal(story: Story, name: string, more: object = {}): Promise<string> {
    const error = await update(story, name, more).then(
      () => assert.fail(`${name} was accepted`),
      (reason: unknown) => reason,
    );
    assert.ok(error instanceof WorkflowUpdateFailedError, String(error));
    return error.cause?.message ?? '';
  }
});

(hasTestServer ? describe : describe.skip)('cancelling from outside, as the Web UI does', function () {
  this.timeout(30_000);
  const lab = useLab();

  it('while it sleeps: Canceled, with outcome cancelled, and nothing more is sent', async () => {
    const story = await failPayment(lab(), anInvoice(lab()));
    await story.skipToDay(1);
    await story.handle.cancel();
    assert.deepEqual(await story.ending(), { run: 'CANCELLED', outcome: 'cancelled', access: 'active' });
    await story.skipToDay(15);
    assert.deepEqual(await story.log(), ['day 0 first_notice']);
  });

  it('while a message is on its way: it is finished and recorded, then the run is Canceled', async () => {
    const story = await failPayment(lab(), anInvoice(lab()));
    await story.skipToDay(2.9);
    lab().rapiwa.setAnswer('held', { times: 1 });
    const skipping = story.skipToDay(3.1);
    await story.untilSent(2);
    await story.handle.cancel();
    await story.untilAnswered();
    assert.equal((await story.handle.describe()).status.name, 'RUNNING');
    lab().rapiwa.release();
    await skipping;
    assert.deepEqual(await story.ending(), { run: 'CANCELLED', outcome: 'cancelled', access: 'active' });
    await story.skipToDay(15);
    assert.deepEqual(await story.log(), ['day 0 first_notice', 'day 3 second_notice']);
    assert.deepEqual((await story.status()).deliveries.map(stateOf), [
      'first_notice sent',
      'second_notice sent',
    ]);
  });

  it('while staff hold it: Canceled as well', async () => {
    const story = await failPayment(lab(), anInvoice(lab()));
    await story.skipToDay(1);
    await story.handle.executeUpdate('pauseRecovery', { args: [ANA] });
    await story.handle.cancel();
    assert.deepEqual(await story.ending(), { run: 'CANCELLED', outcome: 'cancelled', access: 'active' });
  });

  it('after the suspension: access stays suspended, and a later payment still brings it back', async () => {
    const story = await failPayment(lab(), anInvoice(lab()));
    await story.skipToDay(20);
    await story.handle.cancel();
    assert.deepEqual(await story.ending(), { run: 'CANCELLED', outcome: 'cancelled', access: 'suspended' });
    assert.equal((await story.status()).access, 'suspended', 'and says so');
    lab().stripe.payInvoice(story.invoiceId);
    await story.untilSent(5);
    assert.deepEqual((await story.log()).slice(4), ['day 20 confirmation']);
    assert.deepEqual(await story.ending(), { run: 'CANCELLED', outcome: 'cancelled', access: 'active' });
  });

  it('while the thanks wait for the morning: the money counts, access is back', async () => {
    const story = await failPayment(lab(), anInvoice(lab()));
    await story.skipToDay(20.5);
    lab().stripe.payInvoice(story.invoiceId);
    assert.equal(await story.untilEnded(), 'recovered_late');
    await story.handle.cancel();
    await story.skipToDay(21.1);
    assert.deepEqual(await story.ending(), { run: 'CANCELLED', outcome: 'recovered_late', access: 'active' });
    assert.deepEqual((await story.log()).slice(4), ['day 20.96 confirmation']);
  });
});

(hasTestServer ? describe : describe.skip)('what machines tell a recovery', function () {
  this.timeout(30_000);
  const lab = useLab();

  it('customerReplied holds the reminders until its instant; the same reply twice counts once', async () => {
    const story = await failPayment(lab(), anInvoice(lab()));
    await story.skipToDay(2);
    await story.handle.signal('customerReplied', { replyId: 'r1', holdUntil: dayOf(story, 4) });
    await story.untilStatus('the hold', ({ hold }) => hold === 'reply');
    await story.handle.signal('customerReplied', { replyId: 'r1', holdUntil: dayOf(story, 40) });
    await story.skipToDay(6);
    assert.deepEqual(await story.log(), ['day 0 first_notice', 'day 4 second_notice']);
  });

  it('holdReleased ends a hold at once', async () => {
    const story = await failPayment(lab(), anInvoice(lab()));
    await story.skipToDay(2);
    await story.handle.signal('customerReplied', { replyId: 'r1', holdUntil: dayOf(story, 6) });
    await story.skipToDay(4);
    await story.handle.signal('holdReleased', { hold: 'dispute' });
    await story.skipToDay(5);
    assert.equal((await story.status()).hold, 'reply', 'another hold is another matter');
    await story.handle.signal('holdReleased', { hold: 'reply' });
    await story.untilSent(2);
    assert.deepEqual(await story.log(), ['day 0 first_notice', 'day 5 second_notice']);
  });

  it('two holds at once: both must end', async () => {
    const story = await failPayment(lab(), anInvoice(lab()));
    await story.skipToDay(2);
    await story.handle.signal('customerReplied', { replyId: 'r1', holdUntil: dayOf(story, 4) });
    await story.handle.executeUpdate('pauseRecovery', { args: [{ ...ANA, until: dayOf(story, 5) }] });
    await story.skipToDay(6);
    assert.deepEqual(await story.log(), ['day 0 first_notice', 'day 5 second_notice']);
  });

  it('paymentSucceeded three times is one payment', async () => {
    const story = await failPayment(lab(), anInvoice(lab()));
    await story.skipToDay(1);
    lab().stripe.payInvoiceSilently(story.invoiceId);
    const told = [1, 2, 3].map(() =>
      story.handle.signal('paymentSucceeded', { eventId: 'evt_1', at: dayOf(story, 1) }),
    );
    await Promise.all(told);
    assert.deepEqual(await story.ending(), { run: 'COMPLETED', outcome: 'recovered', access: 'active' });
    assert.deepEqual(await story.log(), ['day 0 first_notice', 'day 1 confirmation']);
  });

  it('recoveryStatus answers in the shape that operators rely on', async () => {
    const story = await failPayment(lab(), anInvoice(lab()));
    await story.skipToDay(1);
    const status = await story.handle.query<RecoveryStatus>('recoveryStatus');
    assert.deepEqual(status, {
      outcome: null,
      currentStep: 'second_notice',
      nextStepAt: dayOf(story, 3),
      hold: null,
      access: 'active',
      deliveries: [
        { step: 'first_notice', channel: 'whatsapp', state: 'sent', at: status.deliveries[0]?.at },
      ],
      plan: [
        { step: 'first_notice', dueAt: dayOf(story, 0) },
        { step: 'second_notice', dueAt: dayOf(story, 3) },
        { step: 'final_notice', dueAt: dayOf(story, 7) },
        { step: 'suspension', dueAt: dayOf(story, 14) },
      ],
    });
    assert.match(String(status.deliveries[0]?.at), /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
  });
});

function stateOf({ step, state }: RecoveryStatus['deliveries'][number]): string {
  return `${step} ${state}`;
}

function dayOf({ firstFailure }: Story, day: number): string {
  return toInstant(firstFailure + day * DAY_MS);
}
