import assert from 'node:assert/strict';
import type { PaymentEvent } from '../../../src/domain/events.ts';
import { parseChargebeeEvent } from '../../../src/webhooks/sources/chargebee/parse.ts';
import { translateChargebeeEvent } from '../../../src/webhooks/sources/chargebee/translate.ts';
import type { Translation } from '../../../src/webhooks/translation.ts';
import { changed, recordedEvent, type Changes } from './fixtures.ts';

function translate(json: unknown): Translation {
  const parsed = parseChargebeeEvent(json);
  if (parsed.kind === 'unparsable') throw new Error(`unparsable: ${parsed.problems.join(', ')}`);
  if (parsed.kind === 'other') return { kind: 'ignored', why: 'type' };
  return translateChargebeeEvent(parsed.event);
}

function theEvent(json: unknown): PaymentEvent {
  const translation = translate(json);
  assert.equal(translation.kind, 'events');
  return translation.events[0]!;
}

/** What an event says in a word or two. */
function gist(json: unknown): string {
  const translation = translate(json);
  if (translation.kind !== 'events') return translation.kind;
  const [event] = translation.events;
  if (event?.kind === 'ignored') return `ignored ${event.reason}`;
  return event && 'standing' in event ? `${event.kind} ${event.standing}` : String(event?.kind);
}

const failed = (changes: Changes) => gist(changed('payment_failed', changes));
const paid = (changes: Changes) => gist(changed('payment_succeeded', changes));
const updated = (invoice: Record<string, unknown>) =>
  gist(changed('payment_failed', { event: { event_type: 'invoice_updated' }, invoice }));

describe('what a Chargebee event means', () => {
  it('is a failed payment with everything a recovery needs, and nobody to be called by name', () => {
    assert.deepEqual(theEvent(recordedEvent('payment_failed')), {
      kind: 'payment_failed',
      eventId: 'ev_16BPgETyVrQbGXsm',
      at: '2026-11-23T12:00:05.000Z',
      debt: { source: 'chargebee', debtId: 'DEMO-0042' },
      debtKind: 'invoice',
      customerId: '16BPgETyVrQTYXsW',
      subscriptionId: '16BPgETyVrQVHXsZ',
      amountDueMinor: '4900',
      currency: 'USD',
      chargeAttempt: 1,
      declineCode: 'insufficient_funds',
    });
  });

  it('is a closed invoice once it is paid, voided, written off or deleted', () => {
    assert.equal(gist(recordedEvent('payment_succeeded')), 'invoice_closed paid');
    assert.equal(updated({ status: 'paid', amount_due: 0 }), 'invoice_closed paid');
    assert.equal(updated({ status: 'voided' }), 'invoice_closed void');
    assert.equal(
      updated({ status: 'paid', amount_due: 0, write_off_amount: 4900 }),
      'invoice_closed uncollectible',
    );
    assert.equal(failed({ event: { event_type: 'invoice_deleted' } }), 'invoice_closed deleted');
  });

  it('closes nothing while a part is owed, and is nothing to us where the invoice only changed', () => {
    assert.equal(paid({ invoice: { status: 'payment_due', amount_due: 900 } }), 'ignored partly_paid');
    assert.equal(updated({ status: 'not_paid' }), 'ignored');
  });

  it('starts nothing for an invoice of no subscription, nor for a payment of no invoice', () => {
    assert.equal(failed({ invoice: { recurring: false } }), 'ignored not_recurring');
    const event = recordedEvent('payment_failed');
    delete event.content['invoice'];
    assert.equal(gist(event), 'ignored');
  });

  it('finds the subscription of a consolidated invoice in its lines', () => {
    const event = theEvent(changed('payment_failed', { invoice: { subscription_id: null } }));
    assert.equal(event.kind === 'payment_failed' && event.subscriptionId, '16BPgETyVrQVHXsZ');
  });

  it('does not take over a customer id that is an e-mail address', () => {
    const event = theEvent(changed('payment_failed', { invoice: { customer_id: 'maria@example.com' } }));
    assert.equal(event.kind === 'payment_failed' && event.customerId, null);
  });

  it('ends access where nobody paid, and the subscription for any other reason', () => {
    const cancelled = (subscription: Record<string, unknown>, event = {}) =>
      gist(changed('subscription_cancelled', { subscription, event }));
    assert.equal(gist(recordedEvent('subscription_cancelled')), 'subject_closed access_ended');
    assert.equal(cancelled({ cancel_reason: 'no_card' }), 'subject_closed access_ended');
    assert.equal(cancelled({ cancel_reason: null }), 'subject_closed subscription_ended');
    assert.equal(
      cancelled({ cancel_reason: 'not_paid' }, { event_type: 'subscription_deleted' }),
      'subject_closed subscription_ended',
    );
    assert.equal(
      gist({
        id: 'ev_1',
        event_type: 'customer_deleted',
        occurred_at: 1,
        content: { customer: { id: 'c1' } },
      }),
      'subject_closed subscription_ended',
    );
  });

  it('asks which invoice a refund is of, where all of it was given back', () => {
    const refunded = (amount: number) =>
      translate(
        changed('payment_succeeded', { event: { event_type: 'payment_refunded' }, transaction: { amount } }),
      );
    assert.deepEqual(refunded(4900), {
      kind: 'needs_lookup',
      lookup: {
        kind: 'refund',
        source: 'chargebee',
        eventId: 'ev_16BPgETyVrQq7Xtb',
        at: '2026-11-26T12:00:11.000Z',
        paymentId: 'txn_16BPgETyVrQpzXt9',
      },
    });
    assert.equal(refunded(900).kind, 'ignored');
  });

  it('of an older version of the API is for a person to look at, and names fields without their values', () => {
    const parsed = parseChargebeeEvent(changed('payment_failed', { event: { api_version: 'v1' } }));
    assert.deepEqual(parsed, {
      kind: 'unparsable',
      eventId: 'ev_16BPgETyVrQbGXsm',
      problems: ['api_version: invalid_value'],
    });
  });
});
