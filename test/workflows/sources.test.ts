import assert from 'node:assert/strict';
import {
  startGenericSimulator,
  startPaddleSimulator,
  type GenericSimulator,
  type PaddleSimulator,
} from '../simulators/index.ts';
import { anInvoice, failPayment, pay, useLab } from '../support/story.ts';
import { hasTestServer } from '../support/temporal.ts';
import { failAt } from './source-story.ts';

const ASKED = ['day 0 first_notice', 'day 3 second_notice', 'day 7 final_notice'];
const clocks: { now: () => Date } = { now: () => new Date() };
const now = () => clocks.now();

(hasTestServer ? describe : describe.skip)('a source without an API', function () {
  this.timeout(40_000);
  const lab = useLab({ GENERIC_WEBHOOK_SECRET: 'shared' });
  let generic: GenericSimulator;
  beforeEach(async () => {
    clocks.now = lab().clock.date;
    generic = await startGenericSimulator({ secret: 'shared', now });
  });
  afterEach(() => generic.close());

  it('is asked nothing: its events say who pays what and where; suspended on day 14, paid on day 20', async () => {
    const story = await failAt(lab(), 'generic', generic);
    await story.skipToDay(19.9);
    assert.deepEqual(await story.log(), [...ASKED, 'day 14 suspension']);
    assert.match(story.texts()[0] ?? '', /Maria.*19\.99.*https:\/\/billing\.example\/pay\/inv_/s);
    await story.skipToDay(20);
    await story.pay();
    assert.deepEqual(await story.ending(), { run: 'COMPLETED', outcome: 'recovered_late', access: 'active' });
    assert.deepEqual((await story.log()).slice(4), ['day 20 confirmation']);
    assert.deepEqual(generic.reads, []);
  });

  it('tells of a new amount and number by failing again; nothing personal is in the history', async () => {
    const story = await failAt(lab(), 'generic', generic);
    await story.skipToDay(2);
    const own = generic.debts.get(story.debtId)!;
    own.debt.amount_due = '1000';
    generic.failPayment(story.debtId);
    await story.untilRelayed();
    await story.skipToDay(3.5);
    assert.match(story.texts()[1] ?? '', /10\.00/);
    assert.doesNotMatch(JSON.stringify(await story.handle.fetchHistory()), /Maria|billing\.example|\+2332/);
    generic.emit({ type: 'debt.closed', debt: { id: story.debtId }, standing: 'void' });
    await story.untilRelayed();
    assert.equal((await story.ending()).outcome, 'voided');
  });
});

(hasTestServer ? describe : describe.skip)('Paddle, beside Stripe', function () {
  this.timeout(40_000);
  const env: Record<string, string> = {
    PADDLE_API_KEY: 'pdl_sdbx_apikey_lab',
    PADDLE_WEBHOOK_SECRET: 'pdl_ntfset_lab',
  };
  const lab = useLab(env);
  let paddle: PaddleSimulator;
  before(async () => {
    paddle = await startPaddleSimulator({
      apiKey: 'pdl_sdbx_apikey_lab',
      webhookSecret: 'pdl_ntfset_lab',
      now,
    });
    env['PADDLE_API_BASE'] = paddle.url;
  });
  beforeEach(() => {
    clocks.now = lab().clock.date;
  });
  after(() => paddle.close());

  it('never paid: asks on day 0, 3 and 7 with the link to another card, suspends on day 14, lapses on day 44', async () => {
    const story = await failAt(lab(), 'paddle', paddle);
    await story.skipToDay(44.1);
    assert.deepEqual(await story.ending(), { run: 'COMPLETED', outcome: 'lapsed', access: 'suspended' });
    assert.deepEqual(await story.log(), [...ASKED, 'day 14 suspension']);
    assert.match(story.texts()[0] ?? '', /Maria.*19\.99.*buyer-portal\.paddle\.com.*update-payment-method/s);
  });

  it('paid on day 5, and Paddle is away on day 3: asked an hour late at most, thanked, never asked again', async () => {
    const story = await failAt(lab(), 'paddle', paddle);
    await story.skipToDay(2.99);
    paddle.setFault({ kind: 'status', status: 503, times: 3 });
    await story.skipToDay(5);
    await story.pay();
    assert.deepEqual(await story.ending(), { run: 'COMPLETED', outcome: 'recovered', access: 'active' });
    await story.skipToDay(45);
    assert.deepEqual(await story.log(), ['day 0 first_notice', 'day 3 second_notice', 'day 5 confirmation']);
  });

  it('and Stripe each go their own way: one customer pays, the other does not', async () => {
    const story = await failAt(lab(), 'paddle', paddle);
    const other = await failPayment(lab(), anInvoice(lab()));
    await other.skipToDay(1);
    await pay(lab(), other);
    await story.skipToDay(3.5);
    assert.deepEqual(await other.log(), ['day 0 first_notice', 'day 1 confirmation']);
    assert.deepEqual(await story.log(), ['day 0 first_notice', 'day 3 second_notice']);
    paddle.cancelSubscription(story.debtId);
    await story.untilRelayed();
    assert.equal((await story.ending()).outcome, 'subscription_ended');
  });
});
