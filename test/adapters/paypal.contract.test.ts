import assert from 'node:assert/strict';
import { createPaypalBilling } from '../../src/adapters/paypal/billing.ts';
import { createPaypalLookups } from '../../src/adapters/paypal/lookups.ts';
import { createPaypalSweep } from '../../src/adapters/paypal/sweep.ts';
import { toInstant } from '../../src/domain/instant.ts';
import type { RecoveryInput } from '../../src/domain/recovery-input.ts';
import { createPaypalSource } from '../../src/webhooks/sources/paypal/source.ts';
import { startPaypalSimulator, type Fault, type PaypalSimulator } from '../simulators/index.ts';
import { knownCertificate } from '../webhooks/paypal/fixtures.ts';
import { providerErrorOf } from './provider-error-of.ts';

const SECRET = 'EGnHDxD_qRPdaLdZz8iCr8N7';
const NOW = Date.parse('2026-11-23T12:00:00Z');
const TOKEN = 'POST /v1/oauth2/token';

describe('reading from PayPal', () => {
  let paypal: PaypalSimulator;
  let nowMs: number;
  beforeEach(async () => {
    nowMs = NOW;
    paypal = await startPaypalSimulator({
      ...{ clientId: 'client', clientSecret: SECRET, webhookId: 'WH-ID', now: () => new Date(nowMs) },
    });
  });
  afterEach(() => paypal.close());

  const client = (clientSecret = SECRET) => ({
    ...{ clientId: 'client', clientSecret, apiBase: new URL(paypal.url) },
    ...{ timeoutMs: 1_000, now: () => nowMs },
  });
  const billing = (clientSecret?: string) => createPaypalBilling({ ...client(clientSecret), payUrl: null });
  const read = async (id: string) => {
    const {
      standing,
      amountRemaining: money,
      chargeAttempts,
    } = await billing().readInvoice(`${id}:2026-11-23`);
    return `${standing} ${money.minor} ${money.currency}, ${chargeAttempts}`;
  };

  it('shows what a subscription owes from the first failure, before PayPal adds it to the balance', async () => {
    const { id } = paypal.createSubscription();
    assert.equal(await read(id), 'paid 0 USD, 0');
    paypal.failPayment(id, { value: '10.00' });
    assert.equal(await read(id), 'open 1000 USD, 1');
    paypal.rollOver(id);
    assert.equal(await read(id), 'open 1000 USD, 1');
    nowMs += 28 * 86_400_000;
    paypal.failPayment(id, { value: '20.00' });
    paypal.state.subscriptions[id]!.billing_info.outstanding_balance.value = '20.00';
    paypal.rollOver(id);
    paypal.state.subscriptions[id]!.billing_info.outstanding_balance.value = '20.00';
    assert.equal(await read(id), 'open 2000 USD, 2');
    paypal.payDownTo(id, '5.00');
    assert.equal(await read(id), 'open 500 USD, 2');
    nowMs += 1_000;
    paypal.payAll(id);
    assert.equal(await read(id), 'paid 0 USD, 0');
  });

  it('counts in the currencies as PayPal does', async () => {
    const { id } = paypal.createSubscription();
    paypal.failPayment(id, { value: '4990', currency: 'HUF' });
    paypal.state.subscriptions[id]!.billing_info.outstanding_balance.value = '0';
    assert.equal(await read(id), 'open 4990 HUF, 1');
  });

  it('shows the debt of a cancelled subscription as over, unless it was paid', async () => {
    const { id } = paypal.createSubscription();
    paypal.failPayment(id);
    paypal.cancelSubscription(id);
    assert.equal(await read(id), 'subscription_ended 1999 USD, 1');
    paypal.paySilently(id);
    assert.equal(await read(id), 'paid 0 USD, 0');
  });

  it("leads to PayPal's page of automatic payments, or to the business's own", async () => {
    const { id } = paypal.createSubscription({ id: 'I-1' });
    const own = createPaypalBilling({ ...client(), payUrl: 'https://shop.example/{subscription_id}' });
    const { payUrl: paypals } = await billing().readInvoice(`${id}:2026-11-23`);
    assert.equal(paypals, 'https://www.paypal.com/myaccount/autopay/');
    assert.equal((await own.readInvoice('I-1:2026-11-23')).payUrl, 'https://shop.example/I-1');
  });

  it('shows a payer with the number that the business noted for notices', async () => {
    const { id } = paypal.createSubscription({
      customId:
        'ref=42&whatsapp_phone=%2B1%20415%20555%200123&whatsapp_marketing_consent=yes&locale=de&time_zone=Europe/Berlin',
      country: 'DE',
    });
    assert.deepEqual(await billing().readCustomer(id), {
      kind: 'found',
      name: 'Maria Silva',
      email: 'maria@example.com',
      whatsappPhone: '+1 415 555 0123',
      marketingConsent: true,
      preferredLocales: ['de'],
      country: 'DE',
      state: null,
      postalCode: null,
      timeZone: 'Europe/Berlin',
    });
    const plain = paypal.createSubscription({ customId: '+14155550123' });
    const reading = await billing().readCustomer(plain.id);
    assert.equal(reading.kind === 'found' && reading.whatsappPhone, null);
  });

  it('asks for one token, however many ask at once, and for another when it ends or is withdrawn', async () => {
    const { id } = paypal.createSubscription({ id: 'I-1' });
    const account = billing();
    const get = 'GET /v1/billing/subscriptions/I-1';
    await Promise.all([1, 2].map(() => account.readCustomer(id)));
    await account.readCustomer(id);
    assert.deepEqual(paypal.requests, [TOKEN, get, get, get]);
    paypal.withdrawTokens();
    await account.readCustomer(id);
    assert.deepEqual(paypal.requests.slice(4), [get, TOKEN, get]);
    nowMs += 32_400_000;
    await account.readCustomer(id);
    assert.deepEqual(paypal.requests.slice(7), [TOKEN, get]);
  });

  const failures: [string, Fault, string][] = [
    ['an error of its own', { kind: 'status', status: 503, path: /billing/ }, 'unavailable'],
    ['no token', { kind: 'status', status: 500, path: /token/ }, 'unavailable'],
    [
      'too many requests',
      { kind: 'status', status: 429, headers: { 'retry-after': '7' }, path: /billing/ },
      'rate_limited',
    ],
    ['a request it does not take', { kind: 'status', status: 422, path: /billing/ }, 'rejected'],
    ['a right that is missing', { kind: 'status', status: 403, path: /billing/ }, 'unauthorized'],
    ['no answer', { kind: 'reset', path: /billing/ }, 'unavailable'],
    ['a page instead of JSON', { kind: 'html', path: /billing/ }, 'unavailable'],
    ['silence', { kind: 'hang', path: /billing/ }, 'unavailable'],
  ];
  for (const [what, fault, kind] of failures) {
    it(`answers with ${what}: ${kind}, and no secret in the error`, async () => {
      paypal.setFault(fault);
      const error = await providerErrorOf(billing().readInvoice('I-1:2026-11-23'));
      assert.equal(error.details.kind, kind);
      if (kind === 'rate_limited') assert.equal(error.details.retryAfterMs, 7_000);
      assert.doesNotMatch(`${error.stack} ${JSON.stringify(error)}`, /EGnHDxD|A21AA/);
    });
  }

  it('never takes a subscription that this account does not know for a deleted one', async () => {
    const kindOf = async (reading: Promise<unknown>) => (await providerErrorOf(reading)).details.kind;
    assert.equal(await kindOf(billing().readInvoice('I-nobody:2026-11-23')), 'not_found');
    assert.equal(await kindOf(billing('wrong').readInvoice('I-1:2026-11-23')), 'unauthorized');
  });

  it('finds the open debt of a disputed payment', async () => {
    const { id } = paypal.createSubscription({ id: 'I-1' });
    paypal.payAll(id);
    const [sale] = Object.values(paypal.state.sales);
    const openDebtOf = (subscription: string) => Promise.resolve(`${subscription}:2026-11-23`);
    const lookups = createPaypalLookups({ ...client(), openDebtOf });
    assert.equal(await lookups.invoiceOfPayment(sale!.id), 'I-1:2026-11-23');
    sale!.billing_agreement_id = null;
    assert.equal(await lookups.invoiceOfPayment(sale!.id), null);
  });

  it('lists its events page by page, of our types only, and no subscriptions that owe something', async () => {
    const sweep = createPaypalSweep({ ...client(), eventTypes: ['PAYMENT.SALE.COMPLETED'] });
    const { id } = paypal.createSubscription();
    for (let count = 0; count < 101; count += 1) paypal.payAll(id);
    paypal.cancelSubscription(id);
    const since = toInstant(NOW - 86_400_000);
    const first = await sweep.undeliveredEvents(since, null);
    const second = await sweep.undeliveredEvents(since, first.next);
    assert.deepEqual([first.items.length, second.items.length, second.next], [99, 2, null]);
    await assert.rejects(sweep.openFailures(since, null), /not_found/);
  });

  it('words every closing so that its own source reads it as such', () => {
    const sweep = createPaypalSweep({ ...client(), eventTypes: [] });
    const source = createPaypalSource({ webhookIds: [], certificates: knownCertificate, mode: 'test' });
    for (const standing of ['paid', 'subscription_ended'] as const) {
      const input = { source: 'paypal', debtId: 'I-1:2026-11-23' } as RecoveryInput;
      const reading = source.reread(sweep.closingEvent(input, standing, toInstant(NOW)).body);
      assert.ok(reading.kind === 'events' && reading.events[0]?.kind === 'invoice_closed');
      assert.deepEqual(
        [reading.events[0].standing, reading.events[0].debt.debtId],
        [standing, 'I-1:2026-11-23'],
      );
    }
  });
});
