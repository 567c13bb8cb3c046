import assert from 'node:assert/strict';
import { createStripeBilling, type StripeBillingOptions } from '../../src/adapters/stripe/billing.ts';
import { createStripeLookups } from '../../src/adapters/stripe/lookups.ts';
import type { Billing } from '../../src/ports/billing.ts';
import type { ProviderErrorDetails } from '../../src/ports/provider-error.ts';
import { send as answer } from '../simulators/http/exchange.ts';
import { serve } from '../simulators/http/serve.ts';
import { startStripeSimulator, type Fault, type StripeSimulator } from '../simulators/index.ts';
import { providerErrorOf } from './provider-error-of.ts';

const SECRET_KEY = 'sk_test_9f83e1c2b7d4';

function billingAt(url: string, options: Partial<StripeBillingOptions> = {}): Billing {
  return createStripeBilling({ apiKey: SECRET_KEY, apiBase: new URL(url), timeoutMs: 5_000, ...options });
}

describe('reading from Stripe that fails', () => {
  let stripe: StripeSimulator;
  let billing: Billing;
  beforeEach(async () => {
    stripe = await startStripeSimulator({ secretKey: SECRET_KEY, webhookSecret: 'whsec_any' });
    billing = billingAt(stripe.url);
  });
  afterEach(() => stripe.close());

  type Failure = Pick<ProviderErrorDetails, 'kind' | 'status' | 'retryAfterMs'>;
  const failures: [Fault, Failure][] = [
    [
      { kind: 'status', status: 400 },
      { kind: 'rejected', status: 400 },
    ],
    [
      { kind: 'status', status: 401 },
      { kind: 'unauthorized', status: 401 },
    ],
    [
      { kind: 'status', status: 402 },
      { kind: 'rejected', status: 402 },
    ],
    [
      { kind: 'status', status: 403 },
      { kind: 'unauthorized', status: 403 },
    ],
    [
      { kind: 'status', status: 409 },
      { kind: 'unavailable', status: 409 },
    ],
    [
      { kind: 'status', status: 429 },
      { kind: 'rate_limited', status: 429 },
    ],
    [
      { kind: 'status', status: 429, headers: { 'retry-after': '7' } },
      { kind: 'rate_limited', status: 429, retryAfterMs: 7_000 },
    ],
    [
      { kind: 'status', status: 500 },
      { kind: 'unavailable', status: 500 },
    ],
    [
      { kind: 'status', status: 503 },
      { kind: 'unavailable', status: 503 },
    ],
    [{ kind: 'html' }, { kind: 'unavailable' }],
    [{ kind: 'html', status: 502 }, { kind: 'unavailable' }],
    [{ kind: 'hang' }, { kind: 'unavailable' }],
    [{ kind: 'reset' }, { kind: 'unavailable' }],
  ];
  for (const [fault, expected] of failures) {
    const { kind, ...rest } = fault;
    it(`is ${expected.kind} after ${kind} ${JSON.stringify(rest)}`, async () => {
      stripe.setFault(fault);
      const error = await providerErrorOf(billingAt(stripe.url, { timeoutMs: 200 }).readInvoice('in_1'));
      const { requestId: _any, ...details } = error.details;
      assert.deepEqual(details, { provider: 'stripe', doing: 'reading invoice in_1', ...expected });
    });
  }

  it('is unavailable while nothing listens', async () => {
    await stripe.close();
    const { details } = await providerErrorOf(billing.readCustomer('cus_1'));
    assert.deepEqual(details, { provider: 'stripe', kind: 'unavailable', doing: 'reading customer cus_1' });
  });

  it('is unauthorized with a wrong key, and shows neither the key nor what Stripe says of it', async () => {
    const apiKey = 'sk_test_of_another_account';
    const error = await providerErrorOf(billingAt(stripe.url, { apiKey }).readInvoice('in_1'));
    assert.equal(error.details.kind, 'unauthorized');
    assert.match(error.details.requestId ?? '', /^req_/);
    const shown = `${error.stack} ${JSON.stringify(error)} ${String(error.cause)}`;
    assert.ok(!/another_account|sk_test|Invalid API Key/.test(shown));
  });

  const missing = { type: 'invalid_request_error', code: 'resource_missing' };
  const bodies: Record<string, { status: number; body: unknown; kind: string }> = {
    'not found, where it is the address that does not exist': {
      status: 404,
      body: { error: { type: 'invalid_request_error', message: 'Unrecognized request URL' } },
      kind: 'not_found',
    },
    'unauthorized, where the invoice is of the other mode than the key': {
      status: 404,
      body: {
        error: {
          ...missing,
          message:
            "No such invoice: 'in_1'; a similar object exists in live mode, but a test mode key was used to make this request.",
        },
      },
      kind: 'unauthorized',
    },
    'unavailable, where the status is none that we know': {
      status: 200,
      body: { id: 'in_1', status: 'refunded', amount_remaining: 100, currency: 'usd' },
      kind: 'unavailable',
    },
    'unavailable, where the amount is missing': {
      status: 200,
      body: { id: 'in_1', status: 'open', currency: 'usd' },
      kind: 'unavailable',
    },
    'unavailable, where the answer is no object': { status: 200, body: [], kind: 'unavailable' },
    'unavailable, where the answer is null': { status: 200, body: null, kind: 'unavailable' },
  };
  for (const [name, { status, body, kind }] of Object.entries(bodies)) {
    it(`is ${name}`, async () => {
      const server = await serve(async (_request, response) => answer(response, { status, body }));
      const error = await providerErrorOf(billingAt(server.url).readInvoice('in_1')).finally(server.close);
      assert.equal(error.details.kind, kind);
    });
  }
});

describe('the checkout of an order at a Stripe that does not list it', () => {
  const saying = (type: string, more: object = {}) => ({ error: { type, message: 'no', ...more } });
  const otherMode = 'No such payment; a similar object exists in live mode, but a test mode key was used';
  const answers: Record<string, { status: number; body: unknown; expected: string }> = {
    'is none, where Stripe has no such address': {
      status: 404,
      body: saying('invalid_request_error'),
      expected: 'none',
    },
    'is none, where Stripe refuses the question': {
      status: 400,
      body: saying('invalid_request_error'),
      expected: 'none',
    },
    'is not known to a wrong key': {
      status: 401,
      body: saying('invalid_request_error'),
      expected: 'unauthorized',
    },
    'is not known to a key that may not read it': {
      status: 403,
      body: saying('invalid_request_error'),
      expected: 'unauthorized',
    },
    'is not known to a key of the other mode': {
      status: 404,
      body: saying('invalid_request_error', { code: 'resource_missing', message: otherMode }),
      expected: 'unauthorized',
    },
    'is not known, where a gateway finds nothing': {
      status: 404,
      body: { error: { message: 'no route' } },
      expected: 'not_found',
    },
    'is not known, where a gateway refuses': {
      status: 400,
      body: { error: 'bad_request' },
      expected: 'rejected',
    },
    'is not known, where a gateway says something else': {
      status: 404,
      body: { message: 'no route' },
      expected: 'unavailable',
    },
  };
  for (const [name, { status, body, expected }] of Object.entries(answers)) {
    it(name, async () => {
      const server = await serve(async (_request, response) => answer(response, { status, body }));
      const options = { apiKey: SECRET_KEY, apiBase: new URL(server.url), timeoutMs: 5_000 };
      const asking = createStripeLookups(options).checkoutUrl('pi_1').finally(server.close);
      if (expected === 'none') return assert.equal(await asking, null);
      assert.equal((await providerErrorOf(asking)).details.kind, expected);
    });
  }
});
