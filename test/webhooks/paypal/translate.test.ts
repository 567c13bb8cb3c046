import assert from 'node:assert/strict';
import { parsePaypalEvent } from '../../../src/webhooks/sources/paypal/parse.ts';
import { translatePaypalEvent } from '../../../src/webhooks/sources/paypal/translate.ts';
import type { Translation } from '../../../src/webhooks/translation.ts';
import { changed, recordedEvent } from './fixtures.ts';

const FAILED = 'BILLING.SUBSCRIPTION.PAYMENT.FAILED';
const SUBSCRIPTION = 'I-BW452GLLEP1G';

function translate(json: unknown, mode: 'live' | 'test' = 'test'): Translation {
  const parsed = parsePaypalEvent(json);
  if (parsed.kind === 'unparsable') throw new Error(`unparsable: ${parsed.problems.join(', ')}`);
  if (parsed.kind === 'other') return { kind: 'ignored', why: 'type' };
  return translatePaypalEvent(parsed.event, { mode });
}

/** The failure that an event tells, as it is if it begins a debt. */
function failure(json: unknown) {
  const translation = translate(json);
  assert.ok(translation.kind === 'needs_lookup' && translation.lookup.kind === 'instalment');
  return translation.lookup.failure;
}

function withBilling(changes: Record<string, unknown>) {
  const { billing_info } = recordedEvent(FAILED).resource as { billing_info: Record<string, unknown> };
  return changed(FAILED, { resource: { billing_info: { ...billing_info, ...changes } } });
}

describe('what a PayPal event means', () => {
  it('is a failed payment of a subscription, with the debt that it begins where none is open', () => {
    assert.deepEqual(translate(recordedEvent(FAILED)), {
      kind: 'needs_lookup',
      lookup: {
        kind: 'instalment',
        source: 'paypal',
        eventId: 'WH-7L9014531M6837446-3CV60734JB0529840',
        at: '2026-11-23T12:00:07.112Z',
        subscriptionId: SUBSCRIPTION,
        failure: {
          kind: 'payment_failed',
          eventId: 'WH-7L9014531M6837446-3CV60734JB0529840',
          at: '2026-11-23T12:00:07.112Z',
          debt: { source: 'paypal', debtId: `${SUBSCRIPTION}:2026-11-23` },
          debtKind: 'invoice',
          customerId: SUBSCRIPTION,
          subscriptionId: SUBSCRIPTION,
          amountDueMinor: '1999',
          currency: 'USD',
          chargeAttempt: 1,
          declineCode: 'PAYER_CANNOT_PAY',
        },
      },
    });
  });

  it('names the debt by the day of the failed payment in UTC, not of the event', () => {
    const last = { amount: { currency_code: 'USD', value: '5.00' }, time: '2026-11-22T23:30:00-05:00' };
    assert.equal(
      failure(withBilling({ last_failed_payment: last }))?.debt.debtId,
      `${SUBSCRIPTION}:2026-11-23`,
    );
    const early = { ...last, time: '2026-11-22T23:30:00Z' };
    assert.equal(
      failure(withBilling({ last_failed_payment: early }))?.debt.debtId,
      `${SUBSCRIPTION}:2026-11-22`,
    );
  });

  it("turns PayPal's decimals into minor units of its own currencies", () => {
    const owed = (value: string, currency_code: string) => {
      const told = failure(withBilling({ outstanding_balance: { currency_code, value } }));
      return `${told?.amountDueMinor} ${told?.currency}`;
    };
    assert.equal(owed('39.98', 'USD'), '3998 USD');
    assert.equal(owed('10.5', 'EUR'), '1050 EUR');
    assert.equal(owed('1500', 'JPY'), '1500 JPY');
    assert.equal(owed('4990.00', 'HUF'), '4990 HUF');
    assert.equal(owed('0.00', 'USD'), '1999 USD');
  });

  it('cannot be read where an amount has more decimals than its currency', () => {
    const event = withBilling({ outstanding_balance: { currency_code: 'JPY', value: '15.50' } });
    assert.deepEqual(parsePaypalEvent(event), {
      kind: 'unparsable',
      eventId: 'WH-7L9014531M6837446-3CV60734JB0529840',
      problems: ['resource.billing_info.outstanding_balance: custom'],
    });
  });

  it('is a payment of a subscription, and nothing to us where it is of none', () => {
    const sale = 'PAYMENT.SALE.COMPLETED';
    assert.equal(failure(recordedEvent(sale)), null);
    const orders = changed(sale, { resource: { billing_agreement_id: null } });
    assert.deepEqual(translate(orders), { kind: 'ignored', why: 'type' });
  });

  it('is a failure too where a sale was denied', () => {
    const denied = failure(
      changed('PAYMENT.SALE.COMPLETED', { event: { event_type: 'PAYMENT.SALE.DENIED' } }),
    );
    assert.deepEqual([denied?.debt.debtId, denied?.amountDueMinor], [`${SUBSCRIPTION}:2026-11-26`, '1999']);
  });

  it('ends a subscription that was cancelled or has expired, and not one that is only suspended', () => {
    const ended = (event_type: string) => translate(changed(FAILED, { event: { event_type } }));
    for (const type of ['BILLING.SUBSCRIPTION.CANCELLED', 'BILLING.SUBSCRIPTION.EXPIRED']) {
      const translation = ended(type);
      assert.ok(translation.kind === 'events');
      assert.deepEqual(translation.events[0], {
        kind: 'subject_closed',
        eventId: 'WH-7L9014531M6837446-3CV60734JB0529840',
        at: '2026-11-23T12:00:07.112Z',
        subject: { source: 'paypal', subject: `subscription:${SUBSCRIPTION}` },
        standing: 'subscription_ended',
      });
    }
    assert.equal(ended('BILLING.SUBSCRIPTION.SUSPENDED').kind, 'ignored');
  });

  it('asks which debt a dispute is about', () => {
    const translation = translate(recordedEvent('CUSTOMER.DISPUTE.CREATED'));
    assert.ok(translation.kind === 'needs_lookup');
    const { at: _when, eventId: _which, ...lookup } = translation.lookup;
    assert.deepEqual(lookup, {
      kind: 'dispute',
      source: 'paypal',
      paymentId: '80021663DE681814L',
      disputeId: 'PP-D-27803',
      isOpen: true,
    });
  });

  it('of the sandbox is nothing to a live service', () => {
    assert.deepEqual(translate(recordedEvent(FAILED), 'live'), { kind: 'ignored', why: 'mode' });
  });
});
