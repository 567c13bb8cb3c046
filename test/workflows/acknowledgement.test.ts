import assert from 'node:assert/strict';
import { fileURLToPath } from 'node:url';
import { eventually } from '../support/eventually.ts';
import type { Lab } from '../support/lab.ts';
import { aNumber, anInvoice, failPayment, pay, useLab, type Story } from '../support/story.ts';
import { hasTestServer } from '../support/temporal.ts';

const TEMPLATES_DIR = fileURLToPath(new URL('../fixtures/acknowledging-texts', import.meta.url));
const ACKNOWLEDGED =
  'Northwind Coffee: thank you, we have received your message. Somebody of our team will answer you here.';
const suite = hasTestServer ? describe : describe.skip;

suite('the acknowledgement of a reply', function () {
  this.timeout(40_000);
  const lab = useLab({ TEMPLATES_DIR, RAPIWA_TIMEOUT_MS: '300' });
  const reply = (from: string, text: string) => lab().rapiwa.emitReply({ from, text });

  it('comes once for two replies on day 1, though both come at once, and again eight days later', async () => {
    const customer = await aCustomer(lab());
    const { number, story } = customer;
    await story.skipToDay(1);
    await Promise.all([reply(number, 'I have a question'), reply(number, 'It is about my plan')]);
    await untilSettled(lab(), 'accepted');
    await story.skipToDay(1.2);
    await reply(number, 'Hello?');
    // Day 1 and seven more are one conversation.
    await story.skipToDay(7.9);
    await reply(number, 'Still there?');
    await story.skipToDay(9);
    await reply(number, 'One more question');
    await lab().inbound.stop();
    assert.deepEqual(await told(lab(), customer), [
      'day 0 first_notice',
      'day 1 acknowledgement',
      'day 3.2 second_notice',
      'day 7 final_notice',
      'day 9 acknowledgement',
    ]);
  });

  it('is no reminder: the notice that is due two hours later still comes, and no delivery is kept of it', async () => {
    const customer = await aCustomer(lab());
    const { number, story } = customer;
    await story.skipToDay(2.9);
    await reply(number, 'I have a question');
    await untilSettled(lab(), 'accepted');
    await story.untilStatus('the hold', ({ hold }) => hold === 'reply');
    await story.handle.executeUpdate('resumeRecovery', { args: [{ actor: 'ana', reason: 'answered' }] });
    await story.skipToDay(3.1);
    assert.deepEqual(await told(lab(), customer), [
      'day 0 first_notice',
      'day 2.9 acknowledgement',
      'day 3 second_notice',
    ]);
    assert.deepEqual(
      (await story.status()).deliveries.map(({ step }) => step),
      ['first_notice', 'second_notice'],
    );
  });

  it('is not for STOP, said in a word or in a sentence, nor for whoever has opted out, nor for START', async () => {
    const [one, other] = [await aCustomer(lab()), await aCustomer(lab())];
    await one.story.skipToDay(1);
    await reply(one.number, 'STOP');
    await reply(other.number, 'Please stop messaging me');
    await one.story.skipToDay(2);
    await reply(one.number, 'And another thing');
    await reply(one.number, 'START');
    await lab().inbound.stop();
    for (const customer of [one, other])
      assert.deepEqual(await told(lab(), customer), ['day 0 first_notice', 'day 1 answer to STOP']);
    assert.deepEqual(await results(lab()), []);
  });

  it('is not repeated when its answer was lost', async () => {
    const customer = await aCustomer(lab());
    const { number, story } = customer;
    await story.skipToDay(1);
    lab().rapiwa.setAnswer('timeout_after_accept', { times: 1 });
    await reply(number, 'I have a question');
    await untilSettled(lab(), 'unknown');
    await reply(number, 'Hello?');
    await story.skipToDay(2);
    await reply(number, 'Hello??');
    await lab().inbound.stop();
    assert.deepEqual(await told(lab(), customer), ['day 0 first_notice', 'day 1 acknowledgement']);
    assert.deepEqual(await results(lab()), ['unknown']);
  });

  it('comes once, whichever way of writing a Brazilian number WhatsApp uses', async () => {
    const story = await failPayment(lab(), anInvoice(lab(), { whatsappPhone: '+5511987654321' }));
    await story.untilSent(1);
    await reply('551187654321', 'Tenho uma pergunta');
    await untilSettled(lab(), 'accepted,accepted');
    await reply('5511987654321', 'Tenho outra');
    await lab().inbound.stop();
    assert.deepEqual(
      lab().rapiwa.messages.map(({ number, text }) => [number, text.split(':')[0]!.split(',')[0]]),
      [
        ['5511987654321', 'Olá'],
        ['551187654321', 'Northwind Coffee'],
      ],
    );
  });

  it('is not sent once the invoice is paid: only the confirmation is', async () => {
    const customer = await aCustomer(lab());
    const { number, story } = customer;
    await story.skipToDay(1);
    await pay(lab(), story);
    await story.ending();
    await reply(number, 'Thank you');
    await lab().inbound.stop();
    assert.deepEqual(await told(lab(), customer), ['day 0 first_notice', 'day 1 confirmation']);
  });

  it('is not asked of a device that cannot send, and leaves the conversation without one', async () => {
    const customer = await aCustomer(lab());
    const { number, story } = customer;
    lab().rapiwa.setConnected(false);
    await story.skipToDay(3);
    await story.untilStatus('the hold', ({ hold }) => hold === 'channel');
    await reply(number, 'I have a question');
    await lab().inbound.stop();
    assert.deepEqual(
      (await told(lab(), customer)).filter((line) => line.includes('acknowledgement')),
      [],
    );
    assert.deepEqual(await results(lab()), []);
  });
});

suite('a reply that is not acknowledged', function () {
  this.timeout(40_000);

  for (const [why, env] of [
    ['unless the texts say so', {}],
    ['in shadow mode', { TEMPLATES_DIR, SEND_MODE: 'shadow' }],
  ] as const) {
    describe(why, () => {
      const lab = useLab(env);

      it('holds the reminders, and nothing is sent', async () => {
        const number = aNumber();
        const story = await failPayment(lab(), anInvoice(lab(), { whatsappPhone: number }));
        await story.untilAsleep();
        await story.skipToDay(1);
        await lab().rapiwa.emitReply({ from: number, text: 'I have a question' });
        await story.untilStatus('the hold', ({ hold }) => hold === 'reply');
        await lab().inbound.stop();
        assert.deepEqual(
          await told(lab(), { number, story }),
          why === 'in shadow mode' ? [] : ['day 0 first_notice'],
        );
        assert.deepEqual(await results(lab()), []);
      });
    });
  }
});

interface Customer {
  readonly number: string;
  readonly story: Story;
}

async function aCustomer(lab: Lab): Promise<Customer> {
  const number = aNumber();
  const story = await failPayment(lab, anInvoice(lab, { whatsappPhone: number }));
  await story.untilSent(1);
  return { number, story };
}

/** What the customer got, in order; answers by machine belong to no recovery, and are told by their words. */
async function told({ rapiwa }: Lab, { number, story }: Customer): Promise<string[]> {
  const texts = rapiwa.messages.filter((message) => `+${message.number}` === number).map(({ text }) => text);
  const answers = texts.filter((text) => text.startsWith('Northwind Coffee: ')).map(nameOf);
  return (await story.log()).map((line) => line.replace('unrecorded', () => answers.shift() ?? 'unrecorded'));
}

function nameOf(text: string): string {
  if (text === ACKNOWLEDGED) return 'acknowledgement';
  return text.includes('Reply START') ? 'answer to STOP' : text;
}

async function results({ database }: Lab): Promise<(string | null)[]> {
  const rows = await database.db.selectFrom('reply_answers').select('result').execute();
  return rows.map(({ result }) => result);
}

/** Of the only customer who was acknowledged. */
async function untilSettled(lab: Lab, result: string): Promise<void> {
  await eventually(`the acknowledgement is ${result}`, async () => (await results(lab)).join() === result);
}
