import assert from 'node:assert/strict';
import { createChargebeeBilling } from '../../src/adapters/chargebee/billing.ts';
import { createChargebeeLookups } from '../../src/adapters/chargebee/lookups.ts';
import { createChargebeeSweep } from '../../src/adapters/chargebee/sweep.ts';
import { toInstant } from '../../src/domain/instant.ts';
import type { RecoveryInput } from '../../src/domain/recovery-input.ts';
import type { Billing } from '../../src/ports/billing.ts';
import { createChargebeeSource } from '../../src/webhooks/sources/chargebee/source.ts';
import { startChargebeeSimulator, type ChargebeeSimulator, type Fault } from '../simulators/index.ts';
import { providerErrorOf } from './provider-error-of.ts';

const API_KEY = 'test_9f83e1c2b7d4';
const NOW = Date.parse('2026-11-23T12:00:00Z');

describe('reading from Chargebee', () => {
  let chargebee: ChargebeeSimulator;
  let nowMs: number;
  beforeEach(async () => {
    nowMs = NOW;
    chargebee = await startChargebeeSimulator({
      apiKey: API_KEY,
      username: 'recoup',
      password: 'any',
      now: () => new Date(nowMs),
    });
  });
  afterEach(() => chargebee.close());

  const client = (apiKey = API_KEY) => ({
    ...{ site: 'northwind-test', apiKey, apiBase: new URL(chargebee.url) },
    ...{ timeoutMs: 1_000, now: () => nowMs },
  });
  const billing = (apiKey?: string): Billing => createChargebeeBilling(client(apiKey));

  function anInvoice(): string {
    const { id: customer } = chargebee.createCustomer({ id: 'c1' });
    return chargebee.createInvoice({ customer, id: 'DEMO-1', amount: 4900, subscription: 's1' }).id;
  }

  it('shows an open invoice with what is still due, and a page to pay on', async () => {
    const id = anInvoice();
    chargebee.failInvoice(id);
    chargebee.payInvoice(id, 900);
    const { payUrl, ...reading } = await billing().readInvoice(id);
    assert.match(payUrl ?? '', /\/pages\/v3\/\w+\/collect_now$/);
    assert.deepEqual(reading, {
      standing: 'open',
      amountRemaining: { minor: 4000n, currency: 'USD', exponent: 2 },
      chargeAttempts: 2,
      number: 'DEMO-1',
      customerId: 'c1',
      subscriptionId: 's1',
    });
  });

  it('makes one page for all reads while it lasts, and reads the invoice again after making it', async () => {
    const id = anInvoice();
    const account = billing();
    const first = (await account.readInvoice(id)).payUrl;
    const read = `GET /api/v2/invoices/${id}`;
    const make = 'POST /api/v2/hosted_pages/collect_now';
    assert.deepEqual(chargebee.requests, [read, make, read]);
    nowMs += 3 * 86_400_000;
    assert.equal((await account.readInvoice(id)).payUrl, first);
    nowMs += 2 * 86_400_000;
    assert.notEqual((await account.readInvoice(id)).payUrl, first);
  });

  it('shows an invoice without a page where Chargebee makes none, and not as paid while it was being made', async () => {
    const id = anInvoice();
    chargebee.setFault({ kind: 'status', status: 500, path: /collect_now/ });
    const reading = await billing().readInvoice(id);
    assert.deepEqual([reading.standing, reading.payUrl], ['open', null]);
  });

  it('shows how an invoice was closed', async () => {
    const closings: [(id: string) => unknown, string][] = [
      [(id) => chargebee.payInvoiceSilently(id), 'paid'],
      [(id) => chargebee.voidInvoice(id), 'void'],
      [(id) => chargebee.writeOff(id), 'uncollectible'],
      [(id) => chargebee.deleteInvoice(id), 'deleted'],
    ];
    for (const [close, standing] of closings) {
      const id = anInvoice();
      close(id);
      assert.equal((await billing().readInvoice(id)).standing, standing);
    }
    assert.equal((await billing().readInvoice('nobody')).standing, 'deleted');
  });

  it('keeps an invoice open that Chargebee no longer tries, and counts in its own units', async () => {
    const invoice = chargebee.state.invoices[anInvoice()]!;
    invoice.status = 'not_paid';
    const shown: string[] = [];
    for (const currency of ['JPY', 'BHD']) {
      invoice.currency_code = currency;
      const { standing, amountRemaining: money } = await billing().readInvoice(invoice.id);
      shown.push(`${standing} ${money.minor} ${money.exponent}`);
    }
    assert.deepEqual(shown, ['open 4900 0', 'open 4900 2']);
  });

  it('shows a customer with the number given for notices, and no other', async () => {
    const { id } = chargebee.createCustomer({
      ...{ whatsappPhone: '+1 415 555 0123', marketingConsent: true, locale: 'de-AT', country: 'AT' },
    });
    Object.assign(chargebee.state.customers[id]!, { phone: '+14155559999' });
    assert.deepEqual(await billing().readCustomer(id), {
      kind: 'found',
      name: 'Maria Silva',
      email: 'maria@example.com',
      whatsappPhone: '+1 415 555 0123',
      marketingConsent: true,
      preferredLocales: ['de-AT'],
      country: 'AT',
      state: null,
      postalCode: null,
      timeZone: null,
    });
    const other = chargebee.createCustomer().id;
    Object.assign(chargebee.state.customers[other]!, { phone: '+14155559999' });
    const reading = await billing().readCustomer(other);
    assert.equal(reading.kind === 'found' && reading.whatsappPhone, null);
    assert.deepEqual(await billing().readCustomer('nobody'), { kind: 'deleted' });
  });

  it('finds the invoice of a payment, and of the refund of one', async () => {
    const id = anInvoice();
    const lookups = createChargebeeLookups(client());
    const payment = chargebee.payInvoice(id).content['transaction'] as { id: string };
    const refund = chargebee.refundInvoice(id).content['transaction'] as { id: string };
    assert.equal(await lookups.invoiceOfPayment(payment.id), id);
    assert.equal(await lookups.invoiceOfPayment(refund.id), id);
    assert.equal(await lookups.invoiceOfPayment('txn_nobody'), null);
  });

  const failures: [string, Fault, string][] = [
    ['an error of its own', { kind: 'status', status: 500 }, 'unavailable'],
    ['too many requests', { kind: 'status', status: 429, headers: { 'retry-after': '7' } }, 'rate_limited'],
    ['a request it does not take', { kind: 'status', status: 400 }, 'rejected'],
    ['a login it does not take', { kind: 'status', status: 403 }, 'unauthorized'],
    ['no answer', { kind: 'reset' }, 'unavailable'],
    ['a page instead of JSON', { kind: 'html' }, 'unavailable'],
    ['silence', { kind: 'hang' }, 'unavailable'],
  ];
  for (const [what, fault, kind] of failures) {
    it(`answers with ${what}: ${kind}, and no secret in the error`, async () => {
      chargebee.setFault(fault);
      const error = await providerErrorOf(billing().readInvoice('DEMO-1'));
      assert.equal(error.details.kind, kind);
      if (kind === 'rate_limited') assert.equal(error.details.retryAfterMs, 7_000);
      assert.doesNotMatch(`${error.stack} ${JSON.stringify(error)}`, /9f83e1c2b7d4/);
    });
  }

  it('takes neither a wrong key nor a site that is not there for a deleted invoice', async () => {
    const kindOf = async (account: Billing) =>
      (await providerErrorOf(account.readInvoice(anInvoice()))).details.kind;
    assert.equal(await kindOf(billing('test_of_another_site')), 'unauthorized');
    chargebee.setFault({ kind: 'html', status: 404 });
    assert.equal(await kindOf(billing()), 'unauthorized');
  });

  it('lists events and unpaid invoices page by page, each as its webhook would have brought it', async () => {
    const sweep = createChargebeeSweep({ ...client(), eventTypes: ['payment_failed'] });
    const { id: customer } = chargebee.createCustomer();
    for (let count = 0; count < 101; count += 1) {
      chargebee.failInvoice(chargebee.createInvoice({ customer }).id);
    }
    const since = toInstant(NOW - 86_400_000);
    const first = await sweep.openFailures(since, null);
    const second = await sweep.openFailures(since, first.next);
    assert.deepEqual([first.items.length, second.items.length, second.next], [100, 1, null]);
    assert.equal((await sweep.undeliveredEvents(since, null)).items.length, 100);
    const source = createChargebeeSource({ username: '', passwords: [] });
    const reading = source.reread(second.items[0]!.body);
    assert.ok(reading.kind === 'events' && reading.events[0]?.kind === 'payment_failed');
    assert.equal(reading.events[0].debt.debtId, second.items[0]!.debtId);
  });

  it('words every closing so that its own source reads it as such', () => {
    const sweep = createChargebeeSweep({ ...client(), eventTypes: [] });
    const source = createChargebeeSource({ username: '', passwords: [] });
    for (const standing of ['paid', 'void', 'deleted', 'uncollectible'] as const) {
      const input = { source: 'chargebee', debtId: 'DEMO-1' } as RecoveryInput;
      const reading = source.reread(sweep.closingEvent(input, standing, toInstant(NOW)).body);
      assert.ok(reading.kind === 'events' && reading.events[0]?.kind === 'invoice_closed');
      assert.deepEqual([reading.events[0].standing, reading.events[0].debt.debtId], [standing, 'DEMO-1']);
    }
  });
});
