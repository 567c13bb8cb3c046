import assert from 'node:assert/strict';
import { ourCancellationComment } from '../../../src/domain/our-cancellation.ts';
import type { PaymentEvent } from '../../../src/domain/events.ts';
import { parseStripeEvent } from '../../../src/webhooks/sources/stripe/parse.ts';
import { translateStripeEvent } from '../../../src/webhooks/sources/stripe/translate.ts';
import type { Translation } from '../../../src/webhooks/translation.ts';
import { changed, recordedEvent } from './fixtures.ts';

const INVOICE = 'in_1SXq2kLkdIwHu7ixQ0a7Vd3P';
const FAILED = 'invoice.payment_failed.endive';
const PAID = 'invoice.paid.endive';

function translate(json: unknown, mode: 'live' | 'test' = 'test'): Translation {
  const parsed = parseStripeEvent(json);
  if (parsed.kind === 'unparsable') throw new Error(`unparsable: ${parsed.problems.join(', ')}`);
  return translateStripeEvent(parsed.event, { mode });
}

function theEvent(json: unknown): PaymentEvent {
  const translation = translate(json);
  assert.equal(translation.kind, 'events');
  assert.equal(translation.events.length, 1);
  return translation.events[0]!;
}

/** What the event says in one word or two, e.g. `invoice_closed void`. */
function gist(json: unknown): string {
  const event = theEvent(json);
  if (event.kind === 'invoice_closed') return `${event.kind} ${event.standing}`;
  return event.kind === 'ignored' ? `${event.kind} ${event.reason}` : event.kind;
}

describe('what a Stripe event means', () => {
  for (const [version, eventId] of [
    ['endive', 'evt_1SXr0zLkdIwHu7ixEvFailed1'],
    ['acacia', 'evt_1SXr0zLkdIwHu7ixEvFailed2'],
  ]) {
    it(`is a failed payment with everything a recovery needs, in the shape of ${version}`, () => {
      assert.deepEqual(theEvent(recordedEvent(`invoice.payment_failed.${version}`)), {
        kind: 'payment_failed',
        eventId,
        at: '2026-11-23T12:00:05.000Z',
        debt: { source: 'stripe', debtId: INVOICE },
        debtKind: 'invoice',
        customerId: 'cus_TQb7v1mYpZ0c4K',
        subscriptionId: 'sub_1SNb5CLkdIwHu7ixM2y0wq9T',
        amountDueMinor: '4900',
        currency: 'USD',
        chargeAttempt: 1,
        traits: { billingReason: 'subscription_cycle', collectionMethod: 'charge_automatically' },
      });
    });

    it(`is a closed invoice once it is paid, in the shape of ${version}`, () => {
      const { eventId: _each, ...closed } = theEvent(recordedEvent(`invoice.paid.${version}`));
      assert.deepEqual(closed, {
        kind: 'invoice_closed',
        standing: 'paid',
        at: '2026-11-26T12:00:11.000Z',
        debt: { source: 'stripe', debtId: INVOICE },
      });
    });
  }

  it('is a failed payment too when the customer must confirm with the bank', () => {
    assert.equal(
      gist(changed(FAILED, { event: { type: 'invoice.payment_action_required' } })),
      'payment_failed',
    );
  });

  it('closes the invoice by each type that closes it', () => {
    const closings = {
      'invoice.payment_succeeded': 'invoice_closed paid',
      'invoice.voided': 'invoice_closed void',
      'invoice.deleted': 'invoice_closed deleted',
      'invoice.marked_uncollectible': 'invoice_closed uncollectible',
    };
    for (const [type, expected] of Object.entries(closings)) {
      assert.equal(gist(changed(PAID, { event: { type } })), expected);
    }
  });

  it('closes nothing while a part is still to pay', () => {
    for (const type of ['invoice.paid', 'invoice.payment_succeeded']) {
      const partly = changed(PAID, { event: { type }, invoice: { status: 'open', amount_remaining: 900 } });
      assert.equal(gist(partly), 'ignored partly_paid');
    }
    const covered = changed(PAID, { invoice: { status: 'open', amount_remaining: 0 } });
    assert.equal(gist(covered), 'invoice_closed paid');
    const silent = changed(PAID, { invoice: { status: undefined, amount_remaining: undefined } });
    assert.equal(gist(silent), 'invoice_closed paid');
  });

  it('is still a failed payment when the invoice was paid or voided meanwhile: the step re-reads', () => {
    for (const status of ['paid', 'void']) {
      assert.equal(gist(changed(FAILED, { invoice: { status, amount_remaining: 0 } })), 'payment_failed');
    }
  });

  it('starts a recovery for renewals and changes, or where no reason is given, and names any other reason', () => {
    const reasons = ['subscription_cycle', 'subscription_update', 'subscription_threshold', null, undefined];
    for (const billing_reason of reasons) {
      assert.equal(gist(changed(FAILED, { invoice: { billing_reason } })), 'payment_failed');
    }
    for (const billing_reason of ['subscription_create', 'manual', 'quote_accept', 'one_of_next_year']) {
      const ignored = gist(changed(FAILED, { invoice: { billing_reason } }));
      assert.equal(ignored, `ignored billing_reason:${billing_reason}`);
    }
  });

  it('tells what rules choose a sequence by, in the current shape and the one before basil', () => {
    const lines = [
      { pricing: { price_details: { price: 'price_1', product: 'prod_1' } } },
      { price: { id: 'price_2', product: 'prod_1' }, plan: { id: 'plan_2', product: 'prod_2' } },
    ];
    const told = theEvent(
      changed(FAILED, {
        invoice: {
          lines: { data: lines },
          customer_address: { country: 'de' },
          metadata: { tier: 'gold', note: 'two\nlines' },
          parent: {
            subscription_details: { subscription: 'sub_1', metadata: { tier: 'silver', team: 'b2b' } },
          },
        },
      }),
    );
    assert.equal(told.kind, 'payment_failed');
    assert.deepEqual(told.traits, {
      plans: ['price_1', 'prod_1', 'price_2', 'plan_2', 'prod_2'],
      billingReason: 'subscription_cycle',
      collectionMethod: 'charge_automatically',
      country: 'DE',
      metadata: { tier: 'gold', team: 'b2b' },
    });
  });

  it('is understood whatever shape that has which only rules look at', () => {
    const odd = {
      lines: 'none',
      customer_address: 7,
      metadata: [1],
      collection_method: {},
      billing_reason: null,
    };
    const told = theEvent(changed(FAILED, { invoice: odd }));
    assert.equal(told.kind, 'payment_failed');
    assert.equal(told.traits?.plans, undefined);
  });

  it('closes the invoice whatever its billing reason', () => {
    assert.equal(gist(changed(PAID, { invoice: { billing_reason: 'manual' } })), 'invoice_closed paid');
  });

  it('shows what is still due, not what was due, as a decimal string', () => {
    const partly = changed(FAILED, {
      invoice: { amount_due: 4900, amount_paid: 900, amount_remaining: 4000 },
    });
    const large = changed(FAILED, { invoice: { amount_remaining: 9_007_199_254_740_991, currency: 'idr' } });
    const yen = changed(FAILED, { invoice: { amount_remaining: 1500, currency: 'jpy' } });
    const shown = [partly, large, yen].map((json) => {
      const event = theEvent(json);
      return event.kind === 'payment_failed' ? `${event.amountDueMinor} ${event.currency}` : event.kind;
    });
    assert.deepEqual(shown, ['4000 USD', '9007199254740991 IDR', '1500 JPY']);
  });

  it('takes ids from expanded objects, and null where there is nobody', () => {
    const idsOf = (invoice: Record<string, unknown>) => {
      const event = theEvent(changed(FAILED, { invoice }));
      return event.kind === 'payment_failed' ? [event.customerId, event.subscriptionId] : [];
    };
    const parent = { type: 'subscription_details', subscription_details: { subscription: { id: 'sub_2' } } };
    assert.deepEqual(idsOf({ customer: { id: 'cus_2', name: 'Ada' }, parent }), ['cus_2', 'sub_2']);
    assert.deepEqual(idsOf({ customer: null, parent: null }), [null, null]);
    assert.deepEqual(idsOf({ parent: { type: 'quote_details', subscription_details: null } })[1], null);
  });

  it('is none of our business in the other mode; without a mode it is a test event', () => {
    const ignored = { kind: 'ignored', why: 'mode' };
    const live = changed(FAILED, { event: { livemode: true } });
    const silent = changed(FAILED, { event: { livemode: undefined } });
    assert.deepEqual(translate(live, 'test'), ignored);
    assert.deepEqual(translate(recordedEvent(FAILED), 'live'), ignored);
    assert.deepEqual(translate(silent, 'live'), ignored);
    assert.equal(translate(live, 'live').kind, 'events');
    assert.equal(translate(silent, 'test').kind, 'events');
  });

  it('is none of our business for every other type, whatever it carries', () => {
    const ignored = { kind: 'ignored', why: 'type' };
    assert.deepEqual(translate(recordedEvent('payment_intent.payment_failed.endive')), ignored);
    for (const type of ['invoice.updated', 'customer.created', 'invoice_payment.paid', 'new.one']) {
      assert.deepEqual(translate({ id: 'evt_1', type }), ignored);
    }
  });

  describe('about a subscription or a customer', () => {
    const about = (type: string, object: object) =>
      translate({ id: 'evt_1', type, created: 1_795_435_205, data: { object } });
    const standingOf = (type: string, object: object) => {
      const translation = about(type, object);
      if (translation.kind === 'ignored') return translation.why;
      assert.equal(translation.kind, 'events');
      const [event] = translation.events;
      return event?.kind === 'subject_closed' ? `${event.subject.subject} ${event.standing}` : event?.kind;
    };
    const subscription = (reason: string | null, status = 'canceled') => ({
      id: 'sub_1',
      status,
      cancellation_details: { reason },
    });

    it('is the end of everything it pays for when the customer or staff ended it', () => {
      for (const reason of ['cancellation_requested', 'payment_disputed', 'one_of_next_year', null]) {
        assert.equal(
          standingOf('customer.subscription.deleted', subscription(reason)),
          'subscription:sub_1 subscription_ended',
        );
      }
      assert.equal(
        standingOf('customer.subscription.deleted', { id: 'sub_1' }),
        'subscription:sub_1 subscription_ended',
      );
      assert.equal(standingOf('customer.deleted', { id: 'cus_1' }), 'customer:cus_1 subscription_ended');
    });

    it('is the end of access only when Stripe cancelled it for failed payment', () => {
      assert.equal(
        standingOf('customer.subscription.deleted', subscription('payment_failed')),
        'subscription:sub_1 access_ended',
      );
    });

    it('is the end of access only when we cancelled it ourselves, which Stripe calls a request', () => {
      const cancelled = (comment: string | null) =>
        standingOf('customer.subscription.deleted', {
          ...subscription('cancellation_requested'),
          cancellation_details: { reason: 'cancellation_requested', comment },
        });
      assert.equal(cancelled(ourCancellationComment('in_1')), 'subscription:sub_1 access_ended');
      for (const comment of [null, '', 'too expensive', 'please suspend access for unpaid in_1']) {
        assert.equal(cancelled(comment), 'subscription:sub_1 subscription_ended');
      }
    });

    it('is the same by an update to a status without a way back, and nothing by any other update', () => {
      const updated = (status: string) =>
        standingOf('customer.subscription.updated', subscription('payment_failed', status));
      assert.equal(updated('canceled'), 'subscription:sub_1 access_ended');
      assert.equal(updated('incomplete_expired'), 'subscription:sub_1 access_ended');
      for (const status of ['active', 'past_due', 'unpaid', 'paused', 'trialing', 'new_one']) {
        assert.equal(updated(status), 'type');
      }
    });
  });

  it('carries the connected account in every id', () => {
    const event = theEvent(changed(FAILED, { event: { account: 'acct_2' } }));
    assert.ok(event.kind === 'payment_failed');
    assert.deepEqual(
      [event.debt.debtId, event.customerId, event.subscriptionId],
      [`acct_2:${INVOICE}`, 'acct_2:cus_TQb7v1mYpZ0c4K', 'acct_2:sub_1SNb5CLkdIwHu7ixM2y0wq9T'],
    );
    assert.equal(theEvent(changed(FAILED, { event: { account: null } })).kind, 'payment_failed');
  });

  it('is a question first where it is thin, known by the id of its snapshot', () => {
    assert.deepEqual(translate(recordedEvent('v1.invoice.payment_failed.thin')), {
      kind: 'needs_lookup',
      lookup: {
        kind: 'notification',
        source: 'stripe',
        eventId: 'evt_1SXr0zLkdIwHu7ixEvFailed1',
        at: '2026-11-23T12:00:05.000Z',
        type: 'invoice.payment_failed',
        snapshotId: 'evt_1SXr0zLkdIwHu7ixEvFailed1',
        objectId: INVOICE,
        account: null,
        isLive: false,
      },
    });
  });

  it('is a question first where it names a payment: a dispute, a full refund', () => {
    const about = (type: string, object: object) => {
      const event = { id: 'evt_1', type, created: 1_795_435_205, data: { object } };
      const translation = translate(event);
      return translation.kind === 'needs_lookup' ? translation.lookup : translation;
    };
    const base = { source: 'stripe', eventId: 'evt_1', at: '2026-11-23T12:00:05.000Z', paymentId: 'pi_1' };
    const dispute = { id: 'dp_1', payment_intent: 'pi_1' };
    const asked = { ...base, kind: 'dispute', disputeId: 'dp_1' };
    assert.deepEqual(about('charge.dispute.created', dispute), { ...asked, isOpen: true });
    assert.deepEqual(about('charge.dispute.closed', dispute), { ...asked, isOpen: false });
    const charge = { id: 'ch_1', payment_intent: 'pi_1', refunded: true };
    assert.deepEqual(about('charge.refunded', charge), { ...base, kind: 'refund' });
    const ignored = { kind: 'ignored', why: 'type' };
    assert.deepEqual(about('charge.refunded', { ...charge, refunded: false }), ignored);
    assert.deepEqual(about('charge.refunded', { ...charge, payment_intent: null }), ignored);
    assert.deepEqual(about('charge.dispute.funds_withdrawn', dispute), ignored);
  });
});
