import assert from 'node:assert/strict';
import { parseStripeEvent } from '../../../src/webhooks/sources/stripe/parse.ts';
import { translateStripeEvent } from '../../../src/webhooks/sources/stripe/translate.ts';
import { recordedEvent } from './fixtures.ts';

function meaningOf(event: unknown) {
  const parsed = parseStripeEvent(event);
  assert.equal(parsed.kind, 'parsed', JSON.stringify(parsed));
  return parsed.kind === 'parsed' ? translateStripeEvent(parsed.event, { mode: 'test' }) : null;
}

describe('a card saved at Stripe', () => {
  for (const name of ['payment_method.attached', 'setup_intent.succeeded', 'customer.updated']) {
    it(`is told by ${name}`, () => {
      const event = recordedEvent(`${name}.endive`);
      assert.deepEqual(meaningOf(event), {
        kind: 'needs_lookup',
        lookup: {
          kind: 'card',
          source: 'stripe',
          eventId: event['id'],
          at: '2026-11-27T09:14:05.000Z',
          customerId: 'cus_TQb7v1mYpZ0c4K',
          paymentMethodId: 'pm_1SYk2eJx0Aq4vCnB7dLrT9mW',
        },
      });
    });
  }

  it('of a connected account names its customer there', () => {
    const event = { ...recordedEvent('payment_method.attached.endive'), account: 'acct_1' };
    const meaning = meaningOf(event);
    assert.ok(meaning?.kind === 'needs_lookup' && meaning.lookup.kind === 'card');
    assert.equal(meaning.lookup.customerId, 'acct_1:cus_TQb7v1mYpZ0c4K');
  });

  it('is nothing of ours where it is nobody’s, or a customer changed something else', () => {
    const attached = recordedEvent('payment_method.attached.endive');
    attached.data.object['customer'] = null;
    const updated = recordedEvent('customer.updated.endive');
    const renamed = { ...updated, data: { ...updated.data, previous_attributes: { name: 'Ada' } } };
    const footer = { invoice_settings: { footer: 'old' } };
    const others = [
      attached,
      renamed,
      { ...updated, data: { ...updated.data, previous_attributes: footer } },
    ];
    for (const other of others) assert.deepEqual(meaningOf(other), { kind: 'ignored', why: 'type' });
  });

  it('taken away again, the default is no card to charge', () => {
    const updated = recordedEvent('customer.updated.endive');
    updated.data.object['invoice_settings'] = { default_payment_method: null };
    assert.deepEqual(meaningOf(updated), { kind: 'ignored', why: 'type' });
  });
});
