import assert from 'node:assert/strict';
import { createStripeBilling } from '../../src/adapters/stripe/billing.ts';
import type { Billing } from '../../src/ports/billing.ts';
import { send as answer } from '../simulators/http/exchange.ts';
import { serve } from '../simulators/http/serve.ts';
import { providerErrorOf } from './provider-error-of.ts';
import { startStripeSimulator, type StripeInvoice, type StripeSimulator } from '../simulators/index.ts';

const SECRET_KEY = 'sk_test_9f83e1c2b7d4';

function billingAt(url: string): Billing {
  return createStripeBilling({ apiKey: SECRET_KEY, apiBase: new URL(url), timeoutMs: 5_000 });
}

describe('reading from Stripe', () => {
  let stripe: StripeSimulator;
  let billing: Billing;
  beforeEach(async () => {
    stripe = await startStripeSimulator({ secretKey: SECRET_KEY, webhookSecret: 'whsec_any' });
    billing = billingAt(stripe.url);
  });
  afterEach(() => stripe.close());

  function anOpenInvoice(): string {
    const customer = stripe.createCustomer({ id: 'cus_1' }).id;
    const invoice = { id: 'in_1', customer, amount: 4900, currency: 'usd', subscription: 'sub_1' };
    return stripe.createInvoice(invoice).id;
  }

  describe('an invoice', () => {
    it('is open, with what is still due and where it can be paid', async () => {
      const id = anOpenInvoice();
      stripe.failInvoice(id);
      stripe.payPartly(id, 900);
      const next = stripe.state.invoices[id]!.next_payment_attempt!;
      assert.deepEqual(await billing.readInvoice(id), {
        standing: 'open',
        amountRemaining: { minor: 4000n, currency: 'USD', exponent: 2 },
        chargeAttempts: 1,
        nextChargeAttemptAt: new Date(next * 1000).toISOString(),
        payUrl: 'https://invoice.stripe.com/i/acct_simulated/test_in_1',
        number: 'SIM-0001',
        customerId: 'cus_1',
        subscriptionId: 'sub_1',
      });
    });

    it('closes as it was closed', async () => {
      const closings: [(id: string) => unknown, string][] = [
        [(id) => stripe.payInvoiceSilently(id), 'paid'],
        [(id) => stripe.voidInvoice(id), 'void'],
        [(id) => stripe.markUncollectible(id), 'uncollectible'],
        [(id) => stripe.deleteInvoice(id), 'deleted'],
      ];
      for (const [close, standing] of closings) {
        const id = anOpenInvoice();
        close(id);
        assert.equal((await billing.readInvoice(id)).standing, standing);
      }
    });

    it('is deleted where Stripe never had it', async () => {
      assert.equal((await billing.readInvoice('in_nobody')).standing, 'deleted');
    });

    it('is read without a link that cannot be opened', async () => {
      const invoice = stripe.state.invoices[anOpenInvoice()]!;
      for (const link of ['javascript:alert(1)', 'invoice.stripe.com/i/1', '']) {
        invoice.hosted_invoice_url = link;
        assert.equal((await billing.readInvoice('in_1')).payUrl, null);
      }
    });

    it('is paid as soon as nothing remains, open while it is a draft', async () => {
      const invoice = stripe.state.invoices[anOpenInvoice()]!;
      invoice.amount_remaining = 0;
      assert.equal((await billing.readInvoice('in_1')).standing, 'paid');
      Object.assign(invoice, { status: 'draft', hosted_invoice_url: null });
      const draft = await billing.readInvoice('in_1');
      assert.deepEqual([draft.standing, draft.payUrl], ['open', null]);
    });

    it("counts in the processor's own minor units", async () => {
      const invoice = stripe.state.invoices[anOpenInvoice()]!;
      const shown: string[] = [];
      for (const currency of ['jpy', 'kwd', 'isk']) {
        invoice.currency = currency;
        const { amountRemaining } = await billing.readInvoice('in_1');
        shown.push(`${amountRemaining.minor} ${amountRemaining.currency} ${amountRemaining.exponent}`);
      }
      assert.deepEqual(shown, ['4900 JPY 0', '4900 KWD 3', '4900 ISK 2']);
    });

    it('may come in the shape before 2025-03-31.basil, or with its objects expanded', async () => {
      const { parent: _later, ...invoice } = stripe.state.invoices[anOpenInvoice()]!;
      const shapes = [
        { ...invoice, subscription: 'sub_1' },
        { ...invoice, subscription: { id: 'sub_1' }, customer: { id: 'cus_1', deleted: true } },
        { ...invoice, parent: { subscription_details: { subscription: { id: 'sub_1' } } } },
      ];
      for (const shape of shapes) {
        stripe.state.invoices['in_1'] = shape as unknown as StripeInvoice;
        const reading = await billing.readInvoice('in_1');
        assert.deepEqual([reading.customerId, reading.subscriptionId], ['cus_1', 'sub_1']);
      }
    });
  });

  describe('a customer', () => {
    it('is found with the number given for notices and the address, and with nothing else of their record', async () => {
      const { id } = stripe.createCustomer({
        name: 'Ada',
        email: ' ada@example.com ',
        phone: '+14155559999',
        whatsappPhone: ' +1 415 555 0123 ',
        marketingConsent: true,
        preferredLocales: ['de-AT', 'en'],
        country: 'AT',
        state: 'AT-7',
        postalCode: '6020',
        timeZone: 'Europe/Vienna',
      });
      assert.deepEqual(await billing.readCustomer(id), {
        kind: 'found',
        name: 'Ada',
        email: 'ada@example.com',
        whatsappPhone: '+1 415 555 0123',
        marketingConsent: true,
        preferredLocales: ['de-AT', 'en'],
        country: 'AT',
        state: 'AT-7',
        postalCode: '6020',
        timeZone: 'Europe/Vienna',
      });
    });

    it('without that number has none, whatever other number Stripe knows', async () => {
      for (const blank of [{}, { whatsappPhone: ' ' }]) {
        const { id } = stripe.createCustomer({ name: 'Ada', phone: '+14155559999', ...blank });
        assert.deepEqual(await billing.readCustomer(id), {
          kind: 'found',
          name: 'Ada',
          email: null,
          whatsappPhone: null,
          marketingConsent: false,
          preferredLocales: [],
          country: null,
          state: null,
          postalCode: null,
          timeZone: null,
        });
      }
    });

    it('agrees to offers with the word "yes" only', async () => {
      for (const word of ['no', 'true', 'Yes', '1', '']) {
        const { id } = stripe.createCustomer({ metadata: { whatsapp_marketing_consent: word } });
        const customer = await billing.readCustomer(id);
        assert.equal(customer.kind === 'found' && customer.marketingConsent, false);
      }
    });

    it('may be deleted, which Stripe shows; one that it does not know is of another account than the key', async () => {
      const { id } = stripe.createCustomer();
      stripe.deleteCustomer(id);
      assert.deepEqual(await billing.readCustomer(id), { kind: 'deleted' });
      const { details } = await providerErrorOf(billing.readCustomer('cus_elsewhere'));
      assert.equal(details.kind, 'unauthorized');
    });
  });

  it('asks for exactly two resources, once each and without expand', async () => {
    const urls: string[] = [];
    const server = await serve(async (request, response) => {
      urls.push(`${request.method} ${request.url}`);
      answer(response, { status: 500, body: { error: { type: 'api_error' } } });
    });
    await Promise.allSettled([billingAt(server.url).readInvoice('in_1')]);
    await Promise.allSettled([billingAt(server.url).readCustomer('cus_1')]);
    await server.close();
    assert.deepEqual(urls, ['GET /v1/invoices/in_1', 'GET /v1/customers/cus_1']);
  });
});
