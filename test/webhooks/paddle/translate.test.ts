import assert from 'node:assert/strict';
import { parsePaddleEvent } from '../../../src/webhooks/sources/paddle/parse.ts';
import { translatePaddleEvent } from '../../../src/webhooks/sources/paddle/translate.ts';
import { verifyPaddleSignature } from '../../../src/webhooks/sources/paddle/verify.ts';
import { paddleSignature } from '../../simulators/paddle/signature.ts';
import { changed } from './fixtures.ts';

const DEBT = { source: 'paddle', debtId: 'txn_01hv8wptq8987qeep44cyrewp9' };
const FAILED = 'transaction.payment_failed';
const CHARGEBACK = 'adjustment.created.chargeback';

function told(name: string, changes: Parameters<typeof changed>[1] = {}) {
  const parsed = parsePaddleEvent(changed(name, changes));
  assert.ok(parsed.kind === 'parsed', JSON.stringify(parsed));
  return translatePaddleEvent(parsed.event);
}

describe('a Paddle notification', () => {
  it('of a failed renewal opens a debt: what is still due, its currency, and why', () => {
    assert.deepEqual(told(FAILED), {
      kind: 'payment_failed',
      eventId: 'evt_01hv8x2ae5a3vzbf3ytpd5vkpr',
      at: '2026-11-12T10:18:33.943Z',
      debt: DEBT,
      debtKind: 'invoice',
      customerId: 'ctm_01hv6y1jedq4p1n0yqn5ba3ky4',
      subscriptionId: 'sub_01hv8x29kz0t586xy6zn1a62ny',
      amountDueMinor: '32662',
      currency: 'USD',
      chargeAttempt: 1,
      declineCode: 'declined',
    });
  });

  it('names the reason of the last try, in whatever order they are listed', () => {
    const at = (day: number, error_code: string) => ({
      status: 'error',
      error_code,
      created_at: `2026-11-${day}T10:00:00Z`,
    });
    const payments = [at(12, 'declined'), at(16, 'expired_card'), at(14, 'fraud')];
    const event = told(FAILED, { data: { payments } });
    assert.ok(event && 'chargeAttempt' in event);
    assert.deepEqual([event.chargeAttempt, event.declineCode], [3, 'expired_card']);
  });

  it('of a checkout that failed is recorded and opens nothing', () => {
    const event = told(FAILED, { data: { origin: 'web' } });
    assert.ok(event?.kind === 'ignored');
    assert.equal(event.reason, 'origin:web');
  });

  it('asks for what is left after a credit or a part of the payment', () => {
    const totals = { total: '32662', grand_total: '30000', balance: '12662' };
    const event = told(FAILED, { data: { details: { totals } } });
    assert.ok(event?.kind === 'payment_failed');
    assert.equal(event.amountDueMinor, '12662');
  });

  for (const [event_type, standing] of [
    ['transaction.paid', 'paid'],
    ['transaction.completed', 'paid'],
    ['transaction.canceled', 'void'],
  ] as const) {
    it(`${event_type} closes the debt as ${standing}`, () => {
      const event = told('transaction.completed', { event: { event_type } });
      assert.ok(event?.kind === 'invoice_closed');
      assert.deepEqual([event.debt, event.standing], [DEBT, standing]);
    });
  }

  it('of a cancelled subscription ends everything that is asked for it', () => {
    const event = told(FAILED, { event: { event_type: 'subscription.canceled' }, data: { id: 'sub_1' } });
    assert.ok(event?.kind === 'subject_closed');
    assert.deepEqual(event.subject, { source: 'paddle', subject: 'subscription:sub_1' });
    assert.equal(event.standing, 'subscription_ended');
  });

  it('of a chargeback disputes the debt, and its reversal ends the same dispute', () => {
    const [opened, closed] = ['chargeback', 'chargeback_reverse'].map((action) =>
      told(CHARGEBACK, { data: { action, id: `adj_${action}` } }),
    );
    assert.ok(opened?.kind === 'dispute_changed' && closed?.kind === 'dispute_changed');
    assert.deepEqual([opened.isOpen, closed.isOpen], [true, false]);
    assert.deepEqual([opened.disputeId, opened.debt], [closed.disputeId, DEBT]);
  });

  it('of a whole approved refund is told to the CRM; a part, or one that waits, is nothing', () => {
    const refund = (data: object) => told(CHARGEBACK, { data: { action: 'refund', ...data } });
    const approved = refund({});
    assert.ok(approved?.kind === 'refund');
    assert.equal(approved.paymentId, DEBT.debtId);
    assert.equal(refund({ type: 'partial' }), null);
    assert.equal(refund({ status: 'pending_approval' }), null);
  });
});

describe("Paddle's signature", () => {
  const rawBody = Buffer.from('{"event_id":"evt_1"}');
  const nowMs = 1_795_435_210_000;
  const verdict = (header: string, secrets = ['new', 'old']) =>
    verifyPaddleSignature({ rawBody, header, secrets, nowMs }).kind;

  it('is right with the matching h1 in any place, which its SDK gets wrong', () => {
    const both = paddleSignature(rawBody.toString(), ['old', 'other'], nowMs / 1000);
    assert.equal(verdict(both), 'verified');
    assert.equal(verdict(both.split(';').toReversed().join(';')), 'verified');
    assert.equal(verdict(both, ['new']), 'refused');
  });

  it('may be older than the 5 s of its SDK', () => {
    assert.equal(verdict(paddleSignature(rawBody.toString(), ['old'], nowMs / 1000 - 120)), 'verified');
  });
});
