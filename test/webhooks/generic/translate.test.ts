import assert from 'node:assert/strict';
import { parseGenericEvent } from '../../../src/webhooks/sources/generic/parse.ts';
import { translateGenericEvent } from '../../../src/webhooks/sources/generic/translate.ts';
import { failedEvent } from './events.ts';

type Changes = Parameters<typeof failedEvent>[0];

const parse = (changes: Changes) => parseGenericEvent(JSON.parse(failedEvent(changes)));
function told(changes: Changes) {
  const parsed = parse(changes);
  assert.ok(parsed.kind === 'parsed', JSON.stringify(parsed));
  return translateGenericEvent(parsed.event);
}
function problemsOf(changes: Changes): readonly string[] {
  const parsed = parse(changes);
  assert.ok(parsed.kind === 'unparsable');
  return parsed.problems;
}

describe('an event in our own form', () => {
  it('of a failed payment says everything itself: debt, customer, link and why', () => {
    assert.deepEqual(told({}), {
      kind: 'payment_failed',
      eventId: 'evt_1',
      at: '2026-11-23T10:00:00.000Z',
      debt: { source: 'generic', debtId: 'inv_1' },
      debtKind: 'invoice',
      customerId: 'cust_1',
      subscriptionId: 'sub_1',
      amountDueMinor: '1999',
      currency: 'EUR',
      chargeAttempt: 1,
      declineCode: 'insufficient_funds',
      told: {
        number: 'A-7',
        payUrl: 'https://shop.example/pay/inv_1',
        customer: {
          name: 'Maria Silva',
          email: 'maria@example.com',
          whatsappPhone: '+233245552007',
          marketingConsent: false,
          preferredLocales: ['en'],
          country: 'GH',
          state: null,
          postalCode: null,
          timeZone: 'UTC',
        },
      },
    });
  });

  it('takes a number only with consent to notices', () => {
    for (const whatsapp_consent of [false, null]) {
      const event = told({ customer: { whatsapp_consent } });
      assert.ok(event.kind === 'payment_failed');
      assert.equal(event.told?.customer?.whatsappPhone, null);
    }
  });

  it('takes amounts as integers or texts, and instants in both common forms', () => {
    const event = told({ debt: { amount_due: 1999 }, event: { created: 1_795_435_200 } });
    assert.ok(event.kind === 'payment_failed');
    assert.deepEqual([event.amountDueMinor, event.at], ['1999', '2026-11-23T12:00:00.000Z']);
  });

  it('of a part of a payment is recorded and closes nothing', () => {
    const event = told({ event: { type: 'payment.succeeded' }, debt: { amount_due: '500' } });
    assert.deepEqual([event.kind, 'reason' in event && event.reason], ['ignored', 'partly_paid']);
  });

  it('names each field that is wrong and what belongs there, and never what was written', () => {
    const problems = problemsOf({
      event: { created: 'yesterday' },
      debt: { amount_due: '19.99', currency: 'euro', pay_url: 'javascript:alert(1)' },
      customer: { id: 'with space', whatsapp_consent: 'yes' },
    });
    assert.deepEqual(problems, [
      'created: must be an ISO 8601 instant with its offset, or Unix seconds',
      'debt.amount_due: must be minor units: an integer, or its digits as a text, e.g. "1999" for 19.99',
      'debt.currency: must be an ISO 4217 code, e.g. EUR',
      'debt.pay_url: must be an http(s) URL',
      'customer.id: must be 1 to 200 printable ASCII characters',
      'customer.whatsapp_consent: must be true or false',
    ]);
    assert.deepEqual(problemsOf({ event: { type: 'debt.closed', standing: 'gone' } }), [
      'standing: must be subscription_ended, uncollectible, deleted, void, paid',
    ]);
    assert.deepEqual(problemsOf({ customer: { name: 'a\0b' } }), ['customer.name: must not contain NUL']);
  });

  for (const [type, more, kind] of [
    ['debt.closed', { standing: 'void' }, 'invoice_closed'],
    ['dispute.opened', { dispute: { id: 'dp_1' } }, 'dispute_changed'],
    ['dispute.closed', { dispute: { id: 'dp_1' } }, 'dispute_changed'],
    ['subscription.ended', { subscription: { id: 'sub_1', reason: 'payment_failed' } }, 'subject_closed'],
    ['customer.deleted', {}, 'subject_closed'],
  ] as const) {
    it(`understands ${type}`, () => assert.equal(told({ event: { type, ...more } }).kind, kind));
  }

  it('of a type that nobody defined is not for us', () => {
    assert.equal(parse({ event: { type: 'payment.refunded' } }).kind, 'other');
  });
});
