import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { createStripeBilling } from '../../src/adapters/stripe/billing.ts';
import { createStripeAccount } from '../../src/adapters/stripe/account.ts';
import { createCoupon, createPromotionCode } from '../../src/adapters/stripe/offers.ts';
import { createReader } from '../../src/adapters/stripe/client.ts';
import { createStripeLookups } from '../../src/adapters/stripe/lookups.ts';
import { createStripeSweep } from '../../src/adapters/stripe/sweep.ts';
import { RELEVANT_TYPES } from '../../src/webhooks/sources/stripe/shapes.ts';
import { parsePhone } from '../../src/domain/phone.ts';
import { watchProcess, type WatchedProcess } from '../../scripts/servers/watched-process.ts';

const PATH = process.env['STRIPE_MOCK_PATH'] ?? '';

/** Stripe's own mock knows the whole specification and no state: it proves that we ask only what can be asked. */
(PATH ? describe : describe.skip)('every call to Stripe, as stripe-mock judges it', function () {
  this.timeout(30_000);
  let server: WatchedProcess;
  let options: { apiKey: string; apiBase: URL; timeoutMs: number };

  before(async () => {
    // One free port each; with either missing it would listen beyond this machine.
    const child = spawn(PATH, ['-http-addr', '127.0.0.1:0', '-https-addr', '127.0.0.1:0']);
    const address = await new Promise<string>((resolve, reject) => {
      server = watchProcess(child, {
        log: (line) => {
          const found = /HTTP at address: (127\.0\.0\.1:\d+)/.exec(line)?.[1];
          if (found) resolve(found);
        },
        stopSignal: 'SIGTERM',
        graceMs: 2_000,
      });
      void server.exited.then((how) => reject(new Error(`stripe-mock ${how}`)));
    });
    options = { apiKey: 'sk_test_123', apiBase: new URL(`http://${address}`), timeoutMs: 5_000 };
  });
  after(() => server.stop());

  it('reads an invoice, also in the name of a connected account', async () => {
    for (const id of ['in_1', 'acct_1:in_1']) {
      const { standing, amountRemaining } = await createStripeBilling(options).readInvoice(id);
      assert.equal(standing, 'open');
      assert.equal(amountRemaining.currency, 'USD');
    }
  });

  it('reads a customer', async () => {
    assert.equal((await createStripeBilling(options).readCustomer('cus_1')).kind, 'found');
  });

  it('reads an order and its checkout', async () => {
    const orderPayUrl = 'https://shop.example/pay/{order_id}';
    const order = await createStripeBilling({ ...options, orderPayUrl }).readOrder('pi_1');
    assert.match(order.payUrl ?? '', /^https:/);
    assert.equal(order.standing, 'open');
  });

  it('asks whose payment it is', async () => {
    assert.equal(typeof (await createStripeLookups(options).invoiceOfPayment('pi_1')), 'string');
  });

  it('reads, pauses, resumes and cancels a subscription', async () => {
    const { subscriptions } = createStripeAccount(options);
    assert.ok(['collecting', 'paused', 'ended'].includes(await subscriptions.read('sub_1')));
    await subscriptions.pause({ subscriptionId: 'sub_1', idempotencyKey: 'recoup:suspend:in_1:1' });
    await subscriptions.resume({ subscriptionId: 'acct_1:sub_1', idempotencyKey: 'recoup:restore:in_1:2' });
    await subscriptions.cancel({ subscriptionId: 'sub_1', debtId: 'in_1' });
  });

  it('opens the billing portal at the change of the payment method', async () => {
    const returnUrl = 'https://pay.example/pay/A';
    const visit = { customerId: 'cus_1', returnUrl, doneUrl: `${returnUrl}?card=saved` };
    assert.match(await createStripeAccount(options).portal.open(visit), /^https:/);
  });

  it('pays an invoice with a card by name', async () => {
    const charge = { paymentMethodId: 'pm_1', idempotencyKey: 'recoup:card:in_1:pm_1' };
    const { charges } = createStripeAccount(options);
    for (const invoiceId of ['in_1', 'acct_1:in_1'])
      assert.match((await charges.pay({ ...charge, invoiceId })).kind, /^(paid|processing)$/);
  });

  it('writes a WhatsApp number', async () => {
    const phone = parsePhone('+41791234567', null)!;
    for (const customerId of ['cus_1', 'acct_1:cus_1'])
      await createStripeAccount(options).contacts.save({ customerId, phone, offers: true });
  });

  it('asks why an invoice was declined', async () => {
    const code = await createStripeAccount(options).declines.declineCode('in_1');
    assert.ok(code === null || typeof code === 'string');
  });

  it('lists undelivered events and open invoices', async () => {
    const sweep = createStripeSweep({ ...options, eventTypes: [...RELEVANT_TYPES], isLive: false });
    const since = new Date(Date.now() - 86_400_000).toISOString();
    const events = await sweep.undeliveredEvents(since, null);
    assert.ok(events.items.every(({ eventId, body }) => eventId && JSON.parse(body)));
    await sweep.undeliveredEvents(since, 'evt_1');
    for (const cursor of [null, 'in_1']) assert.ok((await sweep.openFailures(since, cursor)).items);
  });

  it('looks for a winback code, and makes coupon and code', async () => {
    const expiresAt = new Date(Date.now() + 86_400_000).toISOString();
    const debt = { source: 'stripe', debtId: 'in_1' } as const;
    const offer = {
      debt,
      customerId: 'cus_1',
      percent: 20,
      couponId: null,
      code: 'BACK-2345ABCD',
      expiresAt,
    };
    // The mock knows every code: what it is asked when there is none is asked of it here by hand.
    await createStripeAccount(options).offers.createCode(offer);
    await createCoupon(createReader(options), offer, 'recoup-winback-20');
    await createPromotionCode(createReader(options), offer, 'recoup-winback-20');
  });

  const notification = {
    eventId: 'evt_1',
    at: '2026-11-23T12:00:05.000Z',
    snapshotId: null,
    account: null,
    isLive: false,
  };
  it('reads the event of a notification', async () => {
    const asked = { ...notification, type: 'invoice.paid', snapshotId: 'evt_1', objectId: 'in_1' };
    const event = JSON.parse(await createStripeLookups(options).readEvent(asked)) as Record<string, unknown>;
    assert.equal(event['object'], 'event');
  });

  for (const [type, objectId] of [
    ['invoice.paid', 'in_1'],
    ['customer.subscription.deleted', 'sub_1'],
    ['customer.deleted', 'cus_1'],
    ['charge.dispute.created', 'dp_1'],
    ['charge.refunded', 'ch_1'],
    ['payment_intent.payment_failed', 'pi_1'],
    ['payment_method.attached', 'pm_1'],
    ['setup_intent.succeeded', 'seti_1'],
    ['customer.updated', 'cus_1'],
  ] as const) {
    it(`reads what ${type} is about`, async () => {
      const text = await createStripeLookups(options).readEvent({ ...notification, type, objectId });
      const { data } = JSON.parse(text) as { data: { object: { id: string; object?: string } } };
      assert.equal(data.object.id, objectId);
      assert.ok(data.object.object, 'it is the resource, not the place of one that is gone');
    });
  }
});
