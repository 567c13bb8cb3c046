import assert from 'node:assert/strict';
import { createStripeAccount, type StripeAccount } from '../../src/adapters/stripe/account.ts';
import { ProviderError } from '../../src/ports/provider-error.ts';
import { startStripeSimulator, type StripeSimulator } from '../simulators/index.ts';

const SECRET_KEY = 'sk_test_9f83e1c2b7d4';
const OFFER = {
  debt: { source: 'stripe', debtId: 'in_1' },
  customerId: 'cus_1',
  percent: 20,
  couponId: null,
  code: 'BACK-2345ABCD',
  expiresAt: '2026-12-21T22:59:59.000Z',
} as const;

describe('what is asked of Stripe beside reading', () => {
  let stripe: StripeSimulator;
  let account: StripeAccount;
  beforeEach(async () => {
    stripe = await startStripeSimulator({ secretKey: SECRET_KEY, webhookSecret: 'whsec_any' });
    account = createStripeAccount({ apiKey: SECRET_KEY, apiBase: new URL(stripe.url) });
    stripe.createCustomer({ id: 'cus_1' });
    stripe.createInvoice({
      id: 'in_1',
      customer: 'cus_1',
      amount: 1999,
      currency: 'usd',
      subscription: 'sub_1',
    });
  });
  afterEach(() => stripe.close());

  const request = (idempotencyKey: string) => ({ subscriptionId: 'sub_1', idempotencyKey });

  it('a subscription is collecting, paused, collecting again, and over', async () => {
    const { subscriptions } = account;
    const stood = [await subscriptions.read('sub_1')];
    await subscriptions.pause(request('a'));
    stood.push(await subscriptions.read('sub_1'));
    await subscriptions.resume(request('b'));
    stood.push(await subscriptions.read('sub_1'));
    await subscriptions.cancel({ subscriptionId: 'sub_1', debtId: 'in_1' });
    stood.push(await subscriptions.read('sub_1'), await subscriptions.read('sub_nobody'));
    assert.deepEqual(stood, ['collecting', 'paused', 'collecting', 'ended', 'ended']);
  });

  it('what is over can be paused and cancelled again, which does nothing', async () => {
    const { subscriptions } = account;
    const cancellation = { subscriptionId: 'sub_1', debtId: 'in_1' };
    await subscriptions.cancel(cancellation);
    await subscriptions.cancel(cancellation);
    await subscriptions.pause(request('c'));
    assert.equal(await subscriptions.read('sub_1'), 'ended');
    assert.equal(stripe.state.events.filter(({ type }) => type.endsWith('deleted')).length, 1);
  });

  it('a key that is used again gets the first answer again, as at Stripe: so each try has its own', async () => {
    const { subscriptions } = account;
    await subscriptions.pause(request('d'));
    await subscriptions.resume(request('e'));
    await subscriptions.pause(request('d'));
    assert.equal(await subscriptions.read('sub_1'), 'collecting');
    await assert.rejects(subscriptions.resume(request('d')), ProviderError);
  });

  it('a winback code is made once, on a coupon that is made once', async () => {
    await account.offers.createCode(OFFER);
    await account.offers.createCode(OFFER);
    await account.offers.createCode({
      ...OFFER,
      debt: { source: 'stripe', debtId: 'in_2' },
      code: 'BACK-6789EFGH',
    });
    const codes = Object.values(stripe.state.promotionCodes);
    assert.deepEqual(
      codes.map(({ code, customer, max_redemptions, expires_at }) => [
        code,
        customer,
        max_redemptions,
        new Date(expires_at! * 1000).toISOString(),
      ]),
      [
        ['BACK-2345ABCD', 'cus_1', 1, OFFER.expiresAt],
        ['BACK-6789EFGH', 'cus_1', 1, OFFER.expiresAt],
      ],
    );
    assert.deepEqual(Object.keys(stripe.state.coupons), ['recoup-winback-20']);
  });

  it('a code whose answer was lost is found, not made again', async () => {
    stripe.setFault({ kind: 'lost', path: /promotion_codes/, method: 'POST' });
    await assert.rejects(account.offers.createCode(OFFER), ProviderError);
    stripe.setFault(null);
    await account.offers.createCode(OFFER);
    assert.equal(Object.keys(stripe.state.promotionCodes).length, 1);
  });

  it('a coupon of one’s own that is not there, or gives something else, is refused by name', async () => {
    const offer = { ...OFFER, couponId: 'SPRING' };
    await assert.rejects(account.offers.createCode(offer), /coupon SPRING: WINBACK_OFFER promises 20 %/);
    assert.deepEqual(stripe.state.coupons, {});
  });

  it('the last decline of an invoice, and none where none is known', async () => {
    assert.equal(await account.declines.declineCode('in_1'), null);
    stripe.failInvoice('in_1', { declineCode: 'expired_card' });
    assert.equal(await account.declines.declineCode('in_1'), 'expired_card');
    assert.equal(await account.declines.declineCode('in_nobody'), null);
  });
});
