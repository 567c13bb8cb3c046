import assert from 'node:assert/strict';
import { createPaddleBilling } from '../../src/adapters/paddle/billing.ts';
import { createPaddleDeclines } from '../../src/adapters/paddle/declines.ts';
import { createPaddleSweep } from '../../src/adapters/paddle/sweep.ts';
import { createPaddleSource } from '../../src/webhooks/sources/paddle/source.ts';
import { startPaddleSimulator, type PaddleSimulator } from '../simulators/index.ts';
import { providerErrorOf } from './provider-error-of.ts';

const MARIA = { name: 'Maria Silva', whatsappPhone: '+233245552007', email: 'maria@example.com' };
const KEY = 'pdl_sdbx_apikey_test';

describe('Paddle, read through its API', () => {
  let paddle: PaddleSimulator;
  const client = (apiKey = KEY) => ({ apiKey, apiBase: new URL(paddle.url), timeoutMs: 1_000 });
  const billing = () => createPaddleBilling(client());
  beforeEach(async () => {
    paddle = await startPaddleSimulator({ apiKey: KEY, webhookSecret: 'pdl_ntfset_1' });
  });
  afterEach(() => paddle.close());

  async function kindOf(asking: Promise<unknown>): Promise<string> {
    const error = await providerErrorOf(asking);
    assert.doesNotMatch(error.message, /apikey|Maria|\+233/);
    return error.details.kind;
  }

  it('an open transaction: what is due, the tries, and the page on which the card is changed', async () => {
    const id = paddle.createDebt(MARIA);
    paddle.failPayment(id);
    const { customer_id, subscription_id } = paddle.state.transactions.get(id)!;
    assert.deepEqual(await billing().readInvoice(id), {
      standing: 'open',
      amountRemaining: { minor: 1999n, currency: 'USD', exponent: 2 },
      chargeAttempts: 1,
      payUrl: `https://buyer-portal.paddle.com/subscriptions/${subscription_id}/update-payment-method`,
      number: null,
      customerId: customer_id,
      subscriptionId: subscription_id,
    });
    assert.equal(await createPaddleDeclines(client()).declineCode(id), 'not_enough_balance');
  });

  it('gives the link of the checkout where the subscription may not be read', async () => {
    const id = paddle.createDebt(MARIA);
    paddle.setFault({ kind: 'status', status: 403, path: /^\/subscriptions/ });
    assert.equal(
      (await billing().readInvoice(id)).payUrl,
      `https://pay.northwind.example/?_ptxn=${id}`.replace('/?', '?'),
    );
  });

  for (const [what, act, standing] of [
    ['paid', (id: string) => paddle.pay(id), 'paid'],
    ['canceled', (id: string) => paddle.cancelTransaction(id), 'void'],
  ] as const) {
    it(`a transaction that was ${what} is ${standing}`, async () => {
      const id = paddle.createDebt(MARIA);
      act(id);
      assert.equal((await billing().readInvoice(id)).standing, standing);
    });
  }

  it('one that is past due and wholly covered by credit is paid', async () => {
    const id = paddle.createDebt(MARIA);
    paddle.failPayment(id);
    paddle.state.transactions.get(id)!.details.totals['balance'] = '0';
    assert.equal((await billing().readInvoice(id)).standing, 'paid');
  });

  it('a yen has no decimals', async () => {
    const id = paddle.createDebt(MARIA);
    paddle.state.transactions.get(id)!['currency_code'] = 'JPY';
    assert.equal((await billing().readInvoice(id)).amountRemaining.exponent, 0);
  });

  it('a customer: the number that stands in custom_data, the country of the address', async () => {
    const id = paddle.createDebt(MARIA);
    const customer = paddle.state.transactions.get(id)!.customer_id;
    const reading = await billing().readCustomer(customer);
    assert.deepEqual(reading, {
      ...{ kind: 'found', ...MARIA, marketingConsent: false, preferredLocales: ['en'] },
      ...{ country: 'GH', state: null, postalCode: null, timeZone: 'UTC' },
    });
    paddle.setFault({ kind: 'status', status: 500, path: /addresses/ });
    assert.deepEqual(await billing().readCustomer(customer), { ...reading, country: null });
  });

  it('what it does not know is an error, never a deleted debt: a key of another account would end every recovery', async () => {
    assert.equal(await kindOf(billing().readInvoice('txn_other')), 'not_found');
    assert.equal(await kindOf(billing().readCustomer('ctm_other')), 'not_found');
  });

  for (const [what, fault, kind] of [
    ['too many requests', { kind: 'status', status: 429, headers: { 'retry-after': '7' } }, 'rate_limited'],
    ['an error of its own', { kind: 'status', status: 500 }, 'unavailable'],
    ['no answer', { kind: 'hang' }, 'unavailable'],
    ['a broken connection', { kind: 'reset' }, 'unavailable'],
    ['a page of a proxy', { kind: 'html' }, 'unavailable'],
    ['a bad request', { kind: 'status', status: 400 }, 'rejected'],
  ] as const) {
    it(`${what} is ${kind}`, async () => {
      const id = paddle.createDebt(MARIA);
      paddle.setFault(fault);
      assert.equal(await kindOf(billing().readInvoice(id)), kind);
    });
  }

  it('a key that is refused is unauthorized', async () => {
    const id = paddle.createDebt(MARIA);
    assert.equal(
      await kindOf(createPaddleBilling(client('pdl_sdbx_apikey_other')).readInvoice(id)),
      'unauthorized',
    );
  });

  it('lists what nobody was told: notifications that failed, and transactions past due', async () => {
    const ids = [1, 2, 3].map(() => paddle.createDebt(MARIA));
    for (const id of ids) paddle.failPayment(id);
    const sweep = createPaddleSweep(client());
    const source = createPaddleSource({ secrets: [] });
    const missed = await sweep.undeliveredEvents('2026-01-01T00:00:00.000Z', null);
    assert.equal(missed.items.length, 6);
    assert.ok(missed.items.every(({ body }) => source.reread(body).kind === 'events'));
    const open = await sweep.openFailures('2026-01-01T00:00:00.000Z', null);
    assert.deepEqual(
      open.items.map(({ debtId }) => debtId),
      ids,
    );
    assert.ok(open.items.every(({ body }) => source.reread(body).kind === 'events'));
    assert.deepEqual([missed.next, open.next], [null, null]);
  });

  it('goes on where a page ended', async () => {
    for (let one = 0; one < 31; one += 1) paddle.failPayment(paddle.createDebt(MARIA));
    const sweep = createPaddleSweep(client());
    const first = await sweep.openFailures('2026-01-01T00:00:00.000Z', null);
    const second = await sweep.openFailures('2026-01-01T00:00:00.000Z', first.next);
    assert.deepEqual([first.items.length, second.items.length, second.next], [30, 1, null]);
  });
});
