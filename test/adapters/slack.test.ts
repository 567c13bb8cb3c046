import assert from 'node:assert/strict';
import { createSlackChannel } from '../../src/adapters/slack/channel.ts';
import { toSlackMessage } from '../../src/adapters/slack/messages.ts';
import { stripePage } from '../../src/adapters/stripe/dashboard-page.ts';
import { moneyOf } from '../../src/domain/money.ts';
import type { ReplyShown, StaffNews } from '../../src/ports/staff-channel.ts';
import { startSlackSimulator, type Fault, type SlackSimulator } from '../simulators/index.ts';
import { whatIsWrong } from '../simulators/slack/block-rules.ts';

const AT = '2026-11-23T10:05:00.000Z';
const ALERT: StaffNews = {
  kind: 'alert',
  at: AT,
  alert: { key: 'no-channel:in_1', what: 'in_1: no way to the customer', remedy: 'call them' },
};

const DEBT = {
  debtId: 'in_1',
  number: 'A1B2-0007',
  amount: moneyOf('stripe', 1999, 'usd'),
  firstFailureAt: '2026-11-20T10:00:00.000Z',
  standing: 'open',
  sequenceUrl: 'https://temporal.example/namespaces/default/workflows/recovery%3Astripe%3Ain_1',
  processorUrl: 'https://dashboard.stripe.com/test/invoices/in_1',
} as const;
const SENT = {
  step: 'first_notice',
  channel: 'whatsapp',
  state: 'read',
  at: '2026-11-20T10:00:00.000Z',
  text: 'Hi Maria,\nyour payment of $19.99 failed',
} as const;

function aReply(over: Partial<ReplyShown> = {}): StaffNews {
  const reply: ReplyShown = {
    replyId: '12',
    at: AT,
    intent: 'already_paid',
    promisedDay: null,
    text: 'I paid yesterday',
    media: 'text',
    customer: { id: 'cus_1', name: 'Maria Silva' },
    hold: { kind: 'reply', until: '2026-11-25T10:05:00.000Z' },
    debts: [DEBT],
    sent: [SENT],
    ...over,
  };
  return { kind: 'reply', reply };
}

describe('what Slack is told', () => {
  it('who replied, what, until when nobody asks, what is owed, what was sent, and where to look', () => {
    assert.deepEqual(toSlackMessage(aReply()), {
      text: 'recoup: Maria Silva (cus_1) says it is paid',
      blocks: [
        text('section', '*Maria Silva (cus_1) says it is paid*\n>I paid yesterday'),
        text('section', 'Reminders wait until 2026-11-25 10:05 UTC (reply).'),
        text('section', '• A1B2-0007 (in_1): 19.99 USD, failed on 2026-11-20, open'),
        text(
          'section',
          '_2026-11-20 10:00 UTC first_notice (whatsapp, read)_\n>Hi Maria, your payment of $19.99 failed',
        ),
        {
          type: 'actions',
          elements: [
            button('Sequence A1B2-0007', DEBT.sequenceUrl),
            button('Invoice A1B2-0007', DEBT.processorUrl),
          ],
        },
        text(
          'context',
          'reply 12 · 2026-11-23 10:05 UTC · to go on: `npm run recoup -- replies release 12 --by <you>`'.replace(
            '<you>',
            '&lt;you&gt;',
          ),
        ),
      ],
    });
  });

  it("escapes the customer's words, quotes each line, and names what came without words", () => {
    const wild = '<!channel> & <@U1>\nsecond *line*';
    const { blocks } = toSlackMessage(
      aReply({ text: wild, media: 'image', customer: { id: 'cus_1', name: '<!here>' } }),
    );
    const [first] = blocks;
    assert.deepEqual(
      first,
      text(
        'section',
        '*&lt;!here&gt; (cus_1) says it is paid*\n_with image: look at the phone_\n>&lt;!channel&gt; &amp; &lt;@U1&gt;\n>second *line*',
      ),
    );
    assert.equal(whatIsWrong(blocks), null);
  });

  const long = '<&>'.repeat(3_000);
  const many = Array.from({ length: 40 }, (_, n) => ({ ...DEBT, debtId: `in_${n}` }));
  const extremes: Readonly<Record<string, Partial<ReplyShown>>> = {
    'nothing known': { customer: { id: null, name: null }, debts: [], sent: [], text: '', hold: null },
    'everything long': {
      text: long,
      customer: { id: long, name: long },
      debts: many.map((debt) => ({ ...debt, number: long })),
      sent: [1, 2, 3, 4, 5].map(() => ({ ...SENT, text: long })),
    },
    'no end of the hold': { hold: { kind: 'dispute', until: null }, intent: 'dispute' },
    'line breaks only': { text: '\n\n\u0007\n' },
    'half a pair of surrogates': { text: `${'x'.repeat(1_999)}👍👍` },
  };
  for (const [name, over] of Object.entries(extremes)) {
    it(`keeps within Slack's limits: ${name}`, () => {
      const { blocks, text: short } = toSlackMessage(aReply(over));
      assert.equal(whatIsWrong(blocks), null);
      assert.ok(short.length > 0 && short.length < 500);
    });
  }

  it('a promise that was not kept, and an alert', () => {
    const { reply } = aReply({ intent: 'will_pay', promisedDay: '2026-11-27' }) as { reply: ReplyShown };
    assert.equal(
      toSlackMessage({ kind: 'promise_over', reply }).text,
      'recoup: Maria Silva (cus_1) promised to pay by 2026-11-27: still unpaid',
    );
    assert.equal(toSlackMessage(ALERT).text, 'recoup: in_1: no way to the customer');
  });

  it('the page of an invoice or order at Stripe', () => {
    assert.equal(
      stripePage({ source: 'stripe', debtId: 'in_1' }, 'live'),
      'https://dashboard.stripe.com/invoices/in_1',
    );
    assert.equal(
      stripePage({ source: 'stripe', debtId: 'acct_1:pi_2' }, 'test'),
      'https://dashboard.stripe.com/acct_1/test/payments/pi_2',
    );
  });
});

describe('telling a Slack channel', () => {
  let slack: SlackSimulator;
  beforeEach(async () => {
    slack = await startSlackSimulator();
  });
  afterEach(() => slack.close());
  const tell = (plain = false) =>
    createSlackChannel({ url: new URL(slack.url), now: () => Date.parse(AT) }).tell(aReply(), plain);

  it('is one request', async () => {
    assert.deepEqual(await tell(), { kind: 'told' });
    assert.equal(slack.requests(), 1);
    assert.equal(slack.posts[0]?.text, 'recoup: Maria Silva (cus_1) says it is paid');
  });

  it('without blocks, where they were refused before', async () => {
    await tell(true);
    assert.deepEqual(slack.posts[0]?.blocks, []);
  });

  const answers: readonly (readonly [Fault, object])[] = [
    [
      { kind: 'status', status: 429, times: 1, headers: { 'retry-after': '30' } },
      { kind: 'away', why: 'HTTP 429', waitMs: 30_000 },
    ],
    [
      { kind: 'status', status: 500, times: 1 },
      { kind: 'away', why: 'HTTP 500', waitMs: null },
    ],
    [
      { kind: 'status', status: 404, times: 1 },
      { kind: 'away', why: 'HTTP 404', waitMs: null },
    ],
    [
      { kind: 'reset', times: 1 },
      { kind: 'away', why: 'ECONNRESET', waitMs: null },
    ],
    [
      { kind: 'html', times: 1, status: 502 },
      { kind: 'away', why: 'HTTP 502', waitMs: null },
    ],
  ];
  for (const [fault, told] of answers) {
    it(`${fault.kind === 'status' ? `HTTP ${fault.status}` : fault.kind}: not told, and never says the address`, async () => {
      slack.setFault(fault);
      assert.deepEqual(await tell(), told);
      assert.deepEqual(await tell(), { kind: 'told' });
    });
  }
});

function text(type: 'section' | 'context', words: string) {
  const element = { type: 'mrkdwn', text: words, verbatim: true };
  return type === 'section' ? { type, text: element } : { type, elements: [element] };
}

function button(label: string, url: string) {
  return { type: 'button', text: { type: 'plain_text', text: label }, url };
}
