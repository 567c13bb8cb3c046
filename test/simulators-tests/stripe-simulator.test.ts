import assert from 'node:assert/strict';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import Stripe from 'stripe';
import { startStripeSimulator, type StripeSimulator } from '../simulators/index.ts';

const SECRET_KEY = 'sk_test_simulated';
const WEBHOOK_SECRET = 'whsec_simulated';

interface Received {
  body: string;
  signature: string;
}

/** A webhook endpoint that answers the given statuses in turn, then 200. */
async function startReceiver(
  statuses: number[] = [],
): Promise<{ url: string; received: Received[]; server: Server }> {
  const received: Received[] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString('utf8')));
    request.on('end', () => {
      received.push({ body, signature: String(request.headers['stripe-signature']) });
      response.writeHead(statuses.shift() ?? 200).end('{"received":true}');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`, received, server };
}

function clientOf(simulator: StripeSimulator): Stripe {
  const { hostname, port } = new URL(simulator.url);
  return new Stripe(SECRET_KEY, {
    host: hostname,
    port,
    protocol: 'http',
    maxNetworkRetries: 0,
    telemetry: false,
  });
}

describe('the Stripe simulator', () => {
  let open: { close(): unknown }[] = [];

  async function simulate(
    options: Partial<Parameters<typeof startStripeSimulator>[0]> = {},
  ): Promise<StripeSimulator> {
    const simulator = await startStripeSimulator({
      secretKey: SECRET_KEY,
      webhookSecret: WEBHOOK_SECRET,
      backoff: { firstMs: 1, maxMs: 5 },
      ...options,
    });
    open.push(simulator);
    return simulator;
  }

  async function receive(statuses?: number[]): Promise<Awaited<ReturnType<typeof startReceiver>>> {
    const receiver = await startReceiver(statuses);
    open.push(receiver.server);
    return receiver;
  }

  afterEach(async () => {
    for (const each of open) await each.close();
    open = [];
  });

  it('is read by stripe-node: invoice, customer, subscription, list and decline code', async () => {
    const simulator = await simulate();
    const stripe = clientOf(simulator);
    const customer = simulator.createCustomer({
      name: 'Ada',
      whatsappPhone: '+12025550143',
      marketingConsent: true,
    });
    const { id } = simulator.createInvoice({ customer: customer.id, amount: 1999, currency: 'USD' });
    simulator.failInvoice(id, { declineCode: 'insufficient_funds' });

    const invoice = await stripe.invoices.retrieve(id, { expand: ['payments.data.payment.payment_intent'] });
    const subscription = invoice.parent?.subscription_details?.subscription;
    assert.equal(invoice.amount_remaining, 1999);
    assert.equal(invoice.currency, 'usd');
    assert.equal(invoice.attempt_count, 1);
    assert.ok(typeof subscription === 'string' && subscription.startsWith('sub_'));
    assert.equal((await stripe.subscriptions.retrieve(subscription)).status, 'past_due');
    const intent = invoice.payments?.data[0]?.payment.payment_intent;
    assert.ok(typeof intent === 'object' && intent !== null);
    assert.equal(intent.last_payment_error?.decline_code, 'insufficient_funds');

    const read = await stripe.customers.retrieve(customer.id);
    assert.ok(!read.deleted);
    assert.deepEqual(read.metadata, { whatsapp_phone: '+12025550143', whatsapp_marketing_consent: 'yes' });
    assert.deepEqual(
      (await stripe.invoices.list({ status: 'open' })).data.map((each) => each.id),
      [id],
    );
  });

  it('answers errors as Stripe does: wrong key, unknown invoice, deleted customer', async () => {
    const simulator = await simulate();
    const stripe = clientOf(simulator);
    await assert.rejects(stripe.invoices.retrieve('in_none'), { code: 'resource_missing', statusCode: 404 });
    const { id } = simulator.createCustomer();
    simulator.deleteCustomer(id);
    assert.deepEqual({ ...(await stripe.customers.retrieve(id)) }, { id, object: 'customer', deleted: true });
    const { hostname, port } = new URL(simulator.url);
    const stranger = new Stripe('sk_test_other', { host: hostname, port, protocol: 'http' });
    await assert.rejects(stranger.invoices.retrieve('in_none'), { type: 'StripeAuthenticationError' });
    assert.deepEqual(
      simulator.requests.map(({ path, status }) => [path, status]),
      [
        ['/v1/invoices/in_none', 404],
        [`/v1/customers/${id}`, 200],
        ['/v1/invoices/in_none', 401],
      ],
    );
  });

  it('signs webhooks so that stripe-node accepts them, with every secret of a roll', async () => {
    const receiver = await receive();
    const simulator = await simulate({
      webhookUrl: receiver.url,
      webhookSecret: [WEBHOOK_SECRET, 'whsec_new'],
    });
    const customer = simulator.createCustomer();
    const { id } = simulator.createInvoice({ customer: customer.id, amount: 4900, currency: 'eur' });
    simulator.failInvoice(id);
    simulator.payInvoice(id);
    await simulator.untilDelivered();

    const types = receiver.received.flatMap(({ body, signature }) =>
      [WEBHOOK_SECRET, 'whsec_new'].map(
        (secret) => Stripe.webhooks.constructEvent(body, signature, secret).type,
      ),
    );
    assert.deepEqual(types.sort(), [
      ...['invoice.paid', 'invoice.paid', 'invoice.payment_failed', 'invoice.payment_failed'],
      ...['invoice.payment_succeeded', 'invoice.payment_succeeded'],
    ]);
    const { body, signature } = receiver.received[0] ?? assert.fail('nothing received');
    assert.throws(() => Stripe.webhooks.constructEvent(body, signature, 'whsec_wrong'));
  });

  it('redelivers the same event until a 2xx answer', async () => {
    const receiver = await receive([503, 302, 500]);
    const simulator = await simulate({ webhookUrl: receiver.url });
    const event = simulator.emit('ping', { object: 'ping' });
    await simulator.untilDelivered();
    assert.deepEqual(
      simulator.deliveries.map(({ eventId, status }) => [eventId, status]),
      [503, 302, 500, 200].map((status) => [event.id, status]),
    );
    assert.deepEqual(simulator.state.undelivered, []);
  });

  it('carries state and undelivered webhooks over a restart', async () => {
    const down = await simulate({ webhookUrl: 'http://127.0.0.1:9/hook' });
    const customer = down.createCustomer({ id: 'cus_kept' });
    const invoice = down.createInvoice({
      id: 'in_kept',
      customer: customer.id,
      amount: 1500,
      currency: 'jpy',
    });
    const event = down.failInvoice(invoice.id);
    const saved = JSON.stringify(down.state);
    await down.close();

    const receiver = await receive();
    const up = await simulate({ webhookUrl: receiver.url, state: JSON.parse(saved) as typeof down.state });
    await up.untilDelivered();
    assert.equal((JSON.parse(receiver.received[0]?.body ?? '') as { id: string }).id, event.id);
    assert.equal((await clientOf(up).invoices.retrieve('in_kept')).amount_remaining, 1500);
  });

  it('builds events as endpoints of older API versions receive them', async () => {
    const simulator = await simulate();
    const { id: customer } = simulator.createCustomer();
    const { id } = simulator.createInvoice({
      customer,
      amount: 100,
      currency: 'usd',
      subscription: 'sub_old',
    });
    const event = simulator.failInvoice(id, {
      shape: 'pre_basil',
      id: 'evt_old',
      livemode: true,
      created: 1700000000,
    });
    const { object } = event.data;
    assert.equal(event.api_version, '2025-02-24.acacia');
    assert.deepEqual([event.id, event.livemode, event.created], ['evt_old', true, 1700000000]);
    assert.deepEqual([object['subscription'], object['paid'], 'parent' in object], ['sub_old', false, false]);
  });

  it('fires a fault the given number of times, on matching paths only', async () => {
    const simulator = await simulate();
    const stripe = clientOf(simulator);
    const { id } = simulator.createCustomer();
    const invoice = simulator.createInvoice({ customer: id, amount: 100, currency: 'usd' });
    simulator.setFault({ kind: 'status', status: 429, path: /invoices/, times: 2 });
    await stripe.customers.retrieve(id);
    await assert.rejects(stripe.invoices.retrieve(invoice.id), { type: 'StripeRateLimitError' });
    await assert.rejects(stripe.invoices.retrieve(invoice.id), { statusCode: 429 });
    assert.equal((await stripe.invoices.retrieve(invoice.id)).id, invoice.id);
    simulator.setFault({ kind: 'html', times: 1 });
    await assert.rejects(stripe.invoices.retrieve(invoice.id), { type: 'StripeAPIError' });
    simulator.setFault({ kind: 'hang' });
    await assert.rejects(stripe.invoices.retrieve(invoice.id, {}, { timeout: 50 }), {
      type: 'StripeConnectionError',
    });
  });

  it('holds the next answer about one resource open until it is released', async () => {
    const simulator = await simulate();
    const stripe = clientOf(simulator);
    const [held, other] = [simulator.createCustomer(), simulator.createCustomer()];
    const hold = simulator.holdAnswer(`/v1/customers/${held.id}`);
    const answer = stripe.customers.retrieve(held.id);
    await hold.reached;
    assert.equal((await stripe.customers.retrieve(other.id)).id, other.id);
    assert.equal(simulator.requests.find(({ path }) => path.endsWith(held.id))?.status, null);
    hold.release();
    assert.equal((await answer).id, held.id);
  });

  it('delivers copies by hand and returns what the receiver said', async () => {
    const receiver = await receive([200, 400]);
    const simulator = await simulate();
    const event = simulator.emit('ping', { object: 'ping' });
    const answers = await simulator.deliver(event, { url: receiver.url, copies: 2, timestamp: 1 });
    assert.deepEqual(answers.map(({ status }) => status).sort(), [200, 400]);
    assert.match(receiver.received[1]?.signature ?? '', /^t=1,v1=/);
    assert.equal(receiver.received[0]?.body, receiver.received[1]?.body);
  });

  it('refuses what Stripe refuses: paying an invoice that is closed', async () => {
    const simulator = await simulate();
    const { id: customer } = simulator.createCustomer();
    const { id } = simulator.createInvoice({ customer, amount: 1000, currency: 'usd' });
    simulator.payPartly(id, 400);
    assert.equal(simulator.state.invoices[id]?.amount_remaining, 600);
    simulator.voidInvoice(id);
    assert.throws(() => simulator.payInvoice(id), /is void/);
  });
});
