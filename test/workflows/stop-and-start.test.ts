import assert from 'node:assert/strict';
import { recoveryWorkflowId } from '../../src/domain/ids.ts';
import { eventually } from '../support/eventually.ts';
import type { Lab } from '../support/lab.ts';
import { aNumber, anInvoice, failPayment, pay, useLab, type Story } from '../support/story.ts';
import { hasTestServer } from '../support/temporal.ts';

const ANSWER = /you will get no more messages about payments here/;

(hasTestServer ? describe : describe.skip)('STOP and START', function () {
  this.timeout(40_000);
  const lab = useLab({ RAPIWA_TIMEOUT_MS: '300' });

  /** Two invoices of one number, a day apart, and one of somebody else. */
  async function threeRecoveries(number: string): Promise<readonly [Story, Story, Story]> {
    const first = await failPayment(lab(), anInvoice(lab(), { whatsappPhone: number }));
    await first.skipToDay(1);
    const second = await failPayment(lab(), anInvoice(lab(), { whatsappPhone: number }));
    const other = await failPayment(lab(), anInvoice(lab()));
    await eventually('all first notices', () => lab().rapiwa.messages.length === 3);
    return [first, second, other];
  }

  it('silences every recovery of the number at once and for good, with one answer, and nobody else', async () => {
    const number = aNumber();
    const [first, second, other] = await threeRecoveries(number);
    await first.skipToDay(2);
    assert.equal((await lab().rapiwa.emitReply({ from: number, text: 'Stop!' }))?.status, 200);
    await untilTold(lab(), [first, second]);
    await eventually('the answer', () => answersTo(lab(), number).length === 1);
    await first.skipToDay(17);
    assert.deepEqual(ours(await first.log()), ['day 0 first_notice']);
    assert.deepEqual(ours(await second.log()), ['day 0 first_notice']);
    assert.equal((await other.log()).length, 4);
    assert.equal(answersTo(lab(), number).length, 1);
    assert.match(answersTo(lab(), number)[0]!, /^Northwind Coffee: .*START/);
    assert.deepEqual(await signalsOf(lab(), other), []);
  });

  it('is obeyed by a send that is due in the same second', async () => {
    const number = aNumber();
    const story = await failPayment(lab(), anInvoice(lab(), { whatsappPhone: number }));
    await story.untilSent(1);
    await story.skipToDay(3 - 1 / 86_400);
    await lab().rapiwa.emitReply({ from: number, text: 'STOP' });
    await story.skipToDay(16);
    assert.deepEqual(ours(await story.log()), ['day 0 first_notice']);
  });

  it('START takes it back: the next notice comes on its day, and the STOP that the run heard is not obeyed again', async () => {
    const number = aNumber();
    const story = await failPayment(lab(), anInvoice(lab(), { whatsappPhone: number }));
    await story.untilSent(1);
    await story.skipToDay(1);
    await lab().rapiwa.emitReply({ from: number, text: 'STOP' });
    await untilTold(lab(), [story]);
    await story.skipToDay(2);
    await lab().rapiwa.emitReply({ from: number, text: 'start' });
    await story.skipToDay(8);
    assert.deepEqual(ours(await story.log()), [
      'day 0 first_notice',
      'day 3 second_notice',
      'day 7 final_notice',
    ]);
  });

  it('a STOP before any failure silences the recovery that comes later; a stranger gets no answer', async () => {
    const number = aNumber();
    await lab().rapiwa.emitReply({ from: number, text: 'unsubscribe' });
    const story = await failPayment(lab(), anInvoice(lab(), { whatsappPhone: number }));
    await story.skipToDay(16);
    assert.deepEqual(await story.log(), []);
    assert.deepEqual(answersTo(lab(), number), []);
  });

  it('"cancel" stops the messages; any other reply does not', async () => {
    const [number, chatty] = [aNumber(), aNumber()];
    const story = await failPayment(lab(), anInvoice(lab(), { whatsappPhone: number }));
    const other = await failPayment(lab(), anInvoice(lab(), { whatsappPhone: chatty }));
    await eventually('both first notices', () => lab().rapiwa.messages.length === 2);
    await lab().rapiwa.emitReply({ from: number, text: 'Cancel' });
    await lab().rapiwa.emitReply({ from: chatty, text: 'Please do not stop my account' });
    await story.skipToDay(4);
    assert.deepEqual(ours(await story.log()), ['day 0 first_notice']);
    assert.deepEqual(await other.log(), ['day 0 first_notice', 'day 3 second_notice']);
  });

  it('says who agreed to what, and when: the record is only added to', async () => {
    const number = aNumber();
    const story = await failPayment(lab(), anInvoice(lab(), { whatsappPhone: number }));
    await story.untilSent(1);
    await lab().rapiwa.emitReply({ from: number, text: 'STOP' });
    await lab().rapiwa.emitReply({ from: number, text: 'START' });
    const rows = await lab().database.db.selectFrom('consents').selectAll().orderBy('id').execute();
    assert.deepEqual(
      rows.map(({ source, kind, is_given, wording }) => `${source} ${kind} ${is_given} ${wording}`),
      [
        'stripe notices true stripe customer metadata whatsapp_phone',
        'whatsapp notices false reply "stop" (en)',
        'whatsapp offers false reply "stop" (en)',
        'whatsapp notices true reply "start" (en)',
      ],
    );
    assert.ok(rows.every(({ customer_id }) => customer_id?.startsWith('cus_')));
  });
});

(hasTestServer ? describe : describe.skip)('STOP by signal, told to one recovery alone', function () {
  this.timeout(40_000);
  const lab = useLab();

  it('on day 2, paid on day 5: nobody is thanked', async () => {
    const story = await failPayment(lab(), anInvoice(lab()));
    await story.skipToDay(2);
    await stop(lab(), story);
    assert.deepEqual(await optOuts(lab()), ['signal contactOptedOut']);
    await story.skipToDay(5);
    await pay(lab(), story);
    assert.deepEqual(await story.ending(), { run: 'COMPLETED', outcome: 'recovered', access: 'active' });
    assert.deepEqual(await story.log(), ['day 0 first_notice']);
  });

  it('in the winback window: the invoice of the next month is not asked for', async () => {
    const story = await failPayment(lab(), anInvoice(lab()));
    await story.skipToDay(20);
    await stop(lab(), story);
    const customer = lab().stripe.state.invoices[story.invoiceId]!.customer;
    await story.skipToDay(30);
    const next = await failPayment(lab(), anInvoice(lab(), {}, { customer }));
    await next.skipToDay(15);
    const asked = ['day 0 first_notice', 'day 3 second_notice', 'day 7 final_notice', 'day 14 suspension'];
    assert.deepEqual(await story.log(), asked);
    assert.deepEqual(await next.log(), []);
  });

  it('stops the other invoice of the number on the same day, and tells its recovery', async () => {
    const number = aNumber();
    const first = await failPayment(lab(), anInvoice(lab(), { whatsappPhone: number }));
    await first.untilSent(1);
    await first.skipToDay(2);
    const second = await failPayment(lab(), anInvoice(lab(), { whatsappPhone: number }));
    await second.untilSent(1);
    const other = await failPayment(lab(), anInvoice(lab()));
    await other.untilSent(1);
    // The next step of the first one is due on day 7, that of the second on its own day 3.
    await first.skipToDay(4.5);
    await stop(lab(), first);
    await untilTold(lab(), [second]);
    await first.skipToDay(17);
    assert.deepEqual(await first.log(), ['day 0 first_notice', 'day 3 second_notice']);
    assert.deepEqual(await second.log(), ['day 0 first_notice']);
    assert.equal((await other.log()).length, 4);
    assert.deepEqual(await signalsOf(lab(), first), ['contactOptedOut'], 'it is not told of its own news');
    assert.deepEqual(await signalsOf(lab(), other), []);
  });

  it('before anybody was written to, without an instant, and voided the same day: the next invoice is not asked for', async () => {
    const first = await failPayment(lab(), anInvoice(lab(), { whatsappPhone: null }));
    const customer = lab().stripe.state.invoices[first.invoiceId]!.customer;
    await first.untilStatus('held', ({ hold }) => hold === 'no_channel');
    lab().stripe.updateCustomer(customer, { whatsappPhone: aNumber() });
    await first.untilAsleep();
    await first.handle.signal('contactOptedOut');
    await eventually('it is recorded', async () => (await optOuts(lab())).length === 1);
    await first.untilAnswered();
    lab().stripe.voidInvoice(first.invoiceId);
    assert.equal((await first.ending()).outcome, 'voided');
    const next = await failPayment(lab(), anInvoice(lab(), {}, { customer }));
    await next.skipToDay(4);
    assert.deepEqual(lab().rapiwa.messages, []);
  });

  it('that the ledger has lost since is written down again by the close, before anybody is thanked', async () => {
    const story = await failPayment(lab(), anInvoice(lab()));
    await story.skipToDay(2);
    await story.handle.signal('contactOptedOut', { at: lab().clock.date().toISOString(), recorded: true });
    await story.untilAnswered();
    assert.deepEqual(await optOuts(lab()), []);
    await pay(lab(), story);
    assert.equal((await story.ending()).outcome, 'recovered');
    assert.deepEqual(await story.log(), ['day 0 first_notice']);
    assert.deepEqual(await optOuts(lab()), ['signal contactOptedOut']);
  });

  it('START takes it back: neither the next step nor the close obeys it again', async () => {
    const number = aNumber();
    const story = await failPayment(lab(), anInvoice(lab(), { whatsappPhone: number }));
    await story.skipToDay(1);
    await stop(lab(), story);
    await story.skipToDay(2);
    await lab().rapiwa.emitReply({ from: number, text: 'START' });
    await story.skipToDay(4);
    await pay(lab(), story);
    await story.ending();
    assert.deepEqual(await story.log(), ['day 0 first_notice', 'day 3 second_notice', 'day 4 confirmation']);
    assert.deepEqual(await optOuts(lab()), []);
  });
});

(hasTestServer ? describe : describe.skip)('STOP in shadow mode', function () {
  this.timeout(40_000);
  const lab = useLab({ SEND_MODE: 'shadow' });

  it('counts, and is not answered: nothing leaves', async () => {
    const number = aNumber();
    const story = await failPayment(lab(), anInvoice(lab(), { whatsappPhone: number }));
    await story.skipToDay(1);
    await lab().rapiwa.emitReply({ from: number, text: 'STOP' });
    await untilTold(lab(), [story]);
    await story.skipToDay(4);
    assert.deepEqual(lab().rapiwa.messages, []);
    assert.equal((await lab().database.db.selectFrom('opt_outs').selectAll().execute()).length, 1);
    assert.deepEqual(await lab().database.db.selectFrom('opt_out_answers').selectAll().execute(), []);
  });
});

function ours(log: readonly string[]): string[] {
  // The answer to STOP belongs to no recovery.
  return log.filter((line) => !line.endsWith('unrecorded'));
}

function answersTo({ rapiwa }: Lab, number: string): string[] {
  const to = rapiwa.messages.filter((message) => `+${message.number}` === number);
  return to.map(({ text }) => text).filter((text) => ANSWER.test(text));
}

/** By whoever has the Temporal client, and waits until the ledger knows it. */
async function stop(lab: Lab, { handle }: Story): Promise<void> {
  await handle.signal('contactOptedOut', { at: lab.clock.date().toISOString() });
  await eventually('the opt-out is recorded', async () => (await optOuts(lab)).length === 1);
}

async function optOuts({ database: { db } }: Lab): Promise<string[]> {
  return (await db.selectFrom('opt_outs').select('origin').execute()).map(({ origin }) => origin);
}

/** Every recovery of the number has heard it. */
async function untilTold(lab: Lab, stories: readonly Story[]): Promise<void> {
  for (const story of stories) {
    await eventually(`${story.invoiceId} hears the STOP`, async () =>
      (await signalsOf(lab, story)).includes('contactOptedOut'),
    );
  }
}

async function signalsOf(lab: Lab, { invoiceId }: Story): Promise<string[]> {
  const id = recoveryWorkflowId({ source: 'stripe', debtId: invoiceId });
  const { events } = await lab.env.client.workflow.getHandle(id).fetchHistory();
  return (events ?? []).flatMap((event) => event.workflowExecutionSignaledEventAttributes?.signalName ?? []);
}
