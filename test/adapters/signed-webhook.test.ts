import assert from 'node:assert/strict';
import type { IncomingHttpHeaders, ServerResponse } from 'node:http';
import Stripe from 'stripe';
import { createSignedWebhookCrm } from '../../src/adapters/signed-webhook/crm.ts';
import { signatureHeader } from '../../src/adapters/signed-webhook/sign.ts';
import type { CrmStatus } from '../../src/ports/crm.ts';
import { readText } from '../simulators/http/exchange.ts';
import { serve, type RunningServer } from '../simulators/http/serve.ts';
import { providerErrorOf } from './provider-error-of.ts';

const SECRET = 'crm-secret-9f83e1';
const NOW_MS = Date.parse('2026-11-23T12:00:07.900Z');
const TOKEN = 'token-in-the-url';
const STATUS: CrmStatus = {
  debt: { source: 'stripe', debtId: 'in_1' },
  customerId: 'cus_1',
  status: 'first_notice',
  sequenceNumber: 3,
  amountDueMinor: '4900',
  currency: 'USD',
  at: '2026-11-23T12:00:05.000Z',
};

interface Received {
  method: string;
  headers: IncomingHttpHeaders;
  body: string;
}

describe('the signed webhook to a CRM', () => {
  let receiver: RunningServer;
  let received: Received[];
  let respond: (response: ServerResponse) => void;
  beforeEach(async () => {
    received = [];
    respond = (response) => response.writeHead(204).end();
    receiver = await serve(async (request, response) => {
      const { method = '', headers } = request;
      received.push({ method, headers, body: await readText(request) });
      respond(response);
    });
  });
  afterEach(() => receiver.close());

  function record(options: { timeoutMs?: number; ownLimitMs?: number } = {}): Promise<void> {
    const url = new URL(`${receiver.url}/hook?${TOKEN}`);
    const limit = options.ownLimitMs === undefined ? {} : { timeoutMs: options.ownLimitMs };
    const crm = createSignedWebhookCrm({ url, secret: SECRET, now: () => NOW_MS, ...limit });
    return crm.record(STATUS, options.timeoutMs ?? 5_000);
  }

  const failure = (options = {}) => providerErrorOf(record(options));

  it('posts one flat JSON object with its id, which is also the idempotency key', async () => {
    await record();
    const [post, ...more] = received;
    assert.equal(more.length, 0);
    assert.equal(post?.method, 'POST');
    assert.equal(post?.headers['content-type'], 'application/json');
    assert.equal(post?.headers['idempotency-key'], 'recovery:stripe:in_1:3');
    assert.deepEqual(JSON.parse(post?.body ?? ''), {
      event: 'recovery.status',
      id: 'recovery:stripe:in_1:3',
      occurredAt: '2026-11-23T12:00:05.000Z',
      source: 'stripe',
      debtId: 'in_1',
      customerId: 'cus_1',
      status: 'first_notice',
      sequenceNumber: 3,
      amountDueMinor: '4900',
      currency: 'USD',
      workflowId: 'recovery:stripe:in_1',
    });
  });

  it('signs the body so that any verifier of Stripe signatures takes it', async () => {
    await record();
    const { body, headers } = received[0]!;
    const header = headers['recoup-signature'];
    assert.ok(typeof header === 'string' && header.startsWith(`t=${Math.floor(NOW_MS / 1000)},v1=`));
    const verify = (text: string) =>
      new Stripe('sk_test_of_nobody').webhooks.constructEvent(text, header, SECRET, 300, undefined, NOW_MS);
    assert.ok(verify(body));
    assert.throws(() => verify(body.replace('4900', '1')), Stripe.errors.StripeSignatureVerificationError);
  });

  it('signs bytes and text alike', () => {
    const signing = { secret: SECRET, nowMs: NOW_MS };
    const body = '{"name":"Zoë"}';
    assert.equal(
      signatureHeader({ body, ...signing }),
      signatureHeader({ body: Buffer.from(body), ...signing }),
    );
  });

  it('takes any 2xx for success, whatever the body', async () => {
    for (const status of [200, 201, 202, 204]) {
      respond = (response) => response.writeHead(status).end(status === 204 ? undefined : '<p>thanks</p>');
      await record();
    }
    assert.equal(received.length, 4);
  });

  const refusals: [status: number, kind: string][] = [
    [301, 'rejected'],
    [400, 'rejected'],
    [401, 'unauthorized'],
    [403, 'unauthorized'],
    [404, 'not_found'],
    [408, 'unavailable'],
    [410, 'not_found'],
    [422, 'rejected'],
    [429, 'rate_limited'],
    [500, 'unavailable'],
    [503, 'unavailable'],
  ];
  for (const [status, kind] of refusals) {
    it(`is ${kind} after HTTP ${status}, asking once`, async () => {
      respond = (response) => response.writeHead(status, { 'retry-after': '9', location: '/hook' }).end();
      const { details } = await failure();
      const doing = 'recording first_notice as recovery:stripe:in_1:3';
      assert.deepEqual(details, { provider: 'crm-webhook', kind, doing, status, retryAfterMs: 9_000 });
      assert.equal(received.length, 1);
    });
  }

  const losses: Record<string, (response: ServerResponse) => void> = {
    'the receiver never answers': () => undefined,
    'the connection is reset': (response) => response.destroy(),
  };
  for (const [loss, behave] of Object.entries(losses)) {
    it(`is unavailable, so repeated, where ${loss}: its id makes that harmless`, async () => {
      respond = behave;
      assert.equal((await failure({ timeoutMs: 80 })).details.kind, 'unavailable');
    });
  }

  it('keeps the shorter of both time limits', async () => {
    respond = () => undefined;
    assert.equal((await failure({ timeoutMs: 60_000, ownLimitMs: 80 })).details.kind, 'unavailable');
  });

  it('shows neither the secret nor the address in an error', async () => {
    respond = (response) => response.destroy();
    const error = await failure();
    const shown = `${error.stack} ${JSON.stringify(error)} ${String(error.cause)}`;
    assert.ok(!shown.includes(SECRET) && !shown.includes(TOKEN));
  });
});
