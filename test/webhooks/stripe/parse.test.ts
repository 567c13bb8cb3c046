import assert from 'node:assert/strict';
import { parseStripeEvent } from '../../../src/webhooks/sources/stripe/parse.ts';
import { changed, recordedEvent } from './fixtures.ts';

const FAILED = 'invoice.payment_failed.endive';

describe('a verified Stripe event that is not what Stripe documents', () => {
  it('is unparsable where it is no object or has no name', () => {
    for (const json of [null, [], 'text', 17, {}, { id: 'evt_1' }, { type: 'invoice.paid' }]) {
      assert.equal(parseStripeEvent(json).kind, 'unparsable');
    }
  });

  it('keeps its id, where it has one, so that it can be quarantined under it', () => {
    const idOf = (json: unknown) => {
      const parsed = parseStripeEvent(json);
      return parsed.kind === 'unparsable' ? parsed.eventId : parsed.kind;
    };
    assert.equal(idOf({ id: 'evt_1' }), 'evt_1');
    assert.equal(idOf({ id: 'evt_1', type: 'invoice.paid' }), 'evt_1');
    assert.equal(idOf({ id: 17, type: 'invoice.paid' }), null);
    assert.equal(idOf({ id: 'evt_\u0000', type: 'invoice.paid' }), null);
  });

  it('names each field that is missing or wrong, and never its value', () => {
    const private_ = '+14155550123';
    const invoice = { amount_remaining: private_, currency: private_, customer: 14155550123, id: undefined };
    const parsed = parseStripeEvent(changed(FAILED, { event: { created: private_ }, invoice }));
    assert.deepEqual(parsed, {
      kind: 'unparsable',
      eventId: 'evt_1SXr0zLkdIwHu7ixEvFailed1',
      problems: [
        'created: invalid_type',
        'data.object.id: invalid_type',
        'data.object.currency: invalid_format',
        'data.object.amount_remaining: invalid_type',
        'data.object.customer: invalid_union',
      ],
    });
  });

  it('is refused with fractions of a minor unit, or amounts beyond exact numbers', () => {
    for (const amount_remaining of [19.99, 2 ** 53]) {
      assert.equal(parseStripeEvent(changed(FAILED, { invoice: { amount_remaining } })).kind, 'unparsable');
    }
  });

  it('needs of a closed or paid invoice no more than its id, as its type says the rest', () => {
    const closing = (type: string, object: object) =>
      parseStripeEvent({ id: 'evt_1', type, created: 1, data: { object } }).kind;
    for (const type of ['voided', 'deleted', 'marked_uncollectible', 'paid', 'payment_succeeded']) {
      assert.equal(closing(`invoice.${type}`, { id: 'in_1' }), 'parsed');
      assert.equal(closing(`invoice.${type}`, {}), 'unparsable');
    }
    assert.equal(closing('invoice.paid', { id: 'in_1', amount_remaining: '0' }), 'unparsable');
  });

  it('must name, where it is thin, what it is about', () => {
    const thin = recordedEvent('v1.invoice.payment_failed.thin');
    assert.equal(parseStripeEvent(thin).kind, 'parsed');
    assert.deepEqual(parseStripeEvent({ ...thin, related_object: null }), {
      kind: 'unparsable',
      eventId: 'evt_test_65RJHkTbq0Thin1',
      problems: ['related_object: invalid_type'],
    });
    const other = { ...thin, type: 'v1.customer.created', related_object: null };
    assert.equal(parseStripeEvent(other).kind, 'parsed');
  });
});
