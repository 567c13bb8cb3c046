import assert from 'node:assert/strict';
import { recoveryWorkflowId } from '../../src/domain/ids.ts';
import { aNumber, anInvoice, failPayment, pay, useLab, type Story } from '../support/story.ts';
import { hasTestServer } from '../support/temporal.ts';

(hasTestServer ? describe : describe.skip)('a reply', function () {
  this.timeout(40_000);
  const lab = useLab();
  const reply = (from: string, text: string) => lab().rapiwa.emitReply({ from, text });

  async function aCustomer(): Promise<{ readonly number: string; readonly story: Story }> {
    const number = aNumber();
    const story = await failPayment(lab(), anInvoice(lab(), { whatsappPhone: number }));
    await story.untilSent(1);
    return { number, story };
  }

  it('"I\'ll pay on Friday" on day 2 (a Wednesday) silences until Saturday; unpaid, the notice comes then', async () => {
    const { number, story } = await aCustomer();
    await story.skipToDay(2);
    assert.equal((await reply(number, "I'll pay on Friday"))?.status, 200);
    await story.untilStatus('the promise', ({ hold }) => hold === 'promise');
    await story.skipToDay(8);
    // Saturday, 09:00.
    assert.deepEqual(await story.log(), [
      'day 0 first_notice',
      'day 4.96 second_notice',
      'day 7 final_notice',
    ]);
  });

  it('paid on the promised Friday: nothing more is asked', async () => {
    const { number, story } = await aCustomer();
    await story.skipToDay(2);
    await reply(number, 'Pago el viernes');
    await story.untilStatus('the promise', ({ hold }) => hold === 'promise');
    await story.skipToDay(4);
    await pay(lab(), story);
    assert.equal((await story.ending()).outcome, 'recovered');
    assert.deepEqual(await story.log(), ['day 0 first_notice', 'day 4 confirmation']);
  });

  it('holds every recovery of the number for two days, that which fails meanwhile too, and nobody else', async () => {
    const { number, story } = await aCustomer();
    const other = await failPayment(lab(), anInvoice(lab()));
    await story.skipToDay(2);
    await reply(number, 'HELP');
    await story.untilStatus('the hold', ({ hold }) => hold === 'reply');
    await story.skipToDay(3);
    const later = await failPayment(lab(), anInvoice(lab(), { whatsappPhone: number }));
    await later.untilStatus('the hold', ({ hold }) => hold === 'reply');
    await story.skipToDay(3.9);
    assert.deepEqual(await story.log(), ['day 0 first_notice']);
    assert.deepEqual(await later.log(), []);
    assert.deepEqual(await other.log(), ['day 0 first_notice', 'day 3 second_notice']);
  });

  it('in the second in which the notice is due, and with Temporal not told yet, the notice is not sent', async () => {
    const { number, story } = await aCustomer();
    await story.skipToDay(3 - 1 / 86_400);
    await lab().inbound.stop();
    await reply(number, 'I have a question');
    await story.skipToDay(4.9);
    assert.equal((await story.status()).hold, 'reply');
    assert.deepEqual(await story.log(), ['day 0 first_notice']);
    await story.skipToDay(6);
    assert.deepEqual(await story.log(), ['day 0 first_notice', 'day 5 second_notice']);
  });

  it('a dispute holds until staff let it go on, and then for good', async () => {
    const { number, story } = await aCustomer();
    await story.skipToDay(1);
    await reply(number, 'I never ordered this');
    await story.untilStatus('the hold', ({ hold }) => hold === 'dispute');
    await story.skipToDay(8);
    assert.deepEqual(await story.log(), ['day 0 first_notice']);
    await story.handle.executeUpdate('resumeRecovery', { args: [{ actor: 'ana', reason: 'it was theirs' }] });
    await story.skipToDay(9);
    assert.deepEqual(await story.log(), ['day 0 first_notice', 'day 8 final_notice']);
  });

  it('leaves no word, name or number in history', async () => {
    const { number, story } = await aCustomer();
    await reply(number, 'Grandmother says HELLO');
    await story.untilStatus('the hold', ({ hold }) => hold === 'reply');
    const id = recoveryWorkflowId({ source: 'stripe', debtId: story.invoiceId });
    const history = await lab().env.client.workflow.getHandle(id).fetchHistory();
    const told = (history.events ?? []).flatMap(
      (event) => event.workflowExecutionSignaledEventAttributes?.input?.payloads ?? [],
    );
    const payloads = told.map(({ data }) => Buffer.from(data ?? []).toString());
    assert.match(payloads[0]!, /^\{"replyId":"reply-\d+","hold":"reply","holdUntil":"[^"]+"\}$/);
    assert.equal(payloads.length, 1);
  });
});
