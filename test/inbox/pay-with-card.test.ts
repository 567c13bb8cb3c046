import assert from 'node:assert/strict';
import { createStripeAccount } from '../../src/adapters/stripe/account.ts';
import type { CardLookup } from '../../src/domain/lookup.ts';
import { payWithCard, type CardPayDeps } from '../../src/inbox/pay-with-card.ts';
import { ProviderError } from '../../src/ports/provider-error.ts';
import type { StaffAlert } from '../../src/ports/staff-alerts.ts';
import { instant, openLedger, openedRecovery, type OpenLedger } from '../adapters/postgres/open-ledger.ts';
import { startStripeSimulator, type StripeSimulator } from '../simulators/index.ts';

const SECRET_KEY = 'sk_test_cards';
const HOUR = 3_600_000;
const CLOSING = { source: 'stripe', event_id: null };

describe('a card that a customer has saved', function () {
  this.timeout(20_000);
  let stripe: StripeSimulator;
  let open: OpenLedger;
  let alerts: StaffAlert[];
  let nowMs: number;
  let customers = 0;
  let customerId: string;

  before(async () => {
    open = await openLedger();
    stripe = await startStripeSimulator({ secretKey: SECRET_KEY, webhookSecret: 'whsec_any' });
  });
  after(async () => {
    await stripe.close();
    await open.close();
  });
  beforeEach(() => {
    alerts = [];
    nowMs = Date.parse(instant());
    stripe.setFault(null);
    stripe.requests.length = 0;
    customers += 1;
    customerId = stripe.createCustomer({ id: `cus_${customers}` }).id;
  });

  const deps = (change: Partial<CardPayDeps> = {}): CardPayDeps => {
    const account = createStripeAccount({ apiKey: SECRET_KEY, apiBase: new URL(stripe.url) });
    return {
      billing: { stripe: account.billing },
      charges: { stripe: account.charges },
      ledger: open.ledger,
      alerts: { alert: async (alert) => void alerts.push(alert) },
      isShadow: false,
      now: () => nowMs,
      ...change,
    };
  };
  const saved = (paymentMethodId: string, eventId = 'evt_1'): CardLookup => {
    return { kind: 'card', source: 'stripe', eventId, at: instant(), customerId, paymentMethodId };
  };
  /** An invoice that we ask for; the second one failed a day after the first. */
  const asked = async (debtId: string, day = 0) => {
    stripe.createInvoice({ id: debtId, customer: customerId, amount: 1999, currency: 'usd' });
    const debt = { source: 'stripe', debtId } as const;
    const { input } = await openedRecovery(open, { debt, customerId });
    await open.db
      .updateTable('recoveries')
      .set({ first_failure_at: instant(day * 24 * HOUR) })
      .where('debt_id', '=', debtId)
      .execute();
    return input;
  };
  const statusOf = (debtId: string) => stripe.state.invoices[debtId]!.status;
  const charges = () => stripe.requests.filter(({ path }) => path.endsWith('/pay')).length;

  it('pays the open invoice once, whatever number of events tell of it, also at the same time', async () => {
    await asked('in_once');
    const card = stripe.saveCard(customerId);
    const [first] = await Promise.all(
      ['evt_a', 'evt_b', 'evt_c'].map((eventId) => payWithCard(deps(), saved(card, eventId))),
    );
    assert.equal(statusOf('in_once'), 'paid');
    const paidEvents = stripe.state.events.filter(({ type }) => type === 'invoice.paid');
    assert.equal(paidEvents.length, 1);
    assert.equal(first!.kind, 'settled');
    const before = charges();
    await payWithCard(deps(), saved(card, 'evt_late'));
    assert.equal(charges(), before);
  });

  it('pays nothing for a customer whom nobody asks, or who is asked for an order', async () => {
    stripe.createInvoice({ id: 'in_calm', customer: customerId, amount: 500, currency: 'usd' });
    const answer = await payWithCard(deps(), saved(stripe.saveCard(customerId)));
    assert.deepEqual(answer, { kind: 'settled', state: 'ignored', reason: 'card_without_recovery' });
    assert.equal(charges(), 0);
  });

  it('pays the oldest first, and tries none after a decline', async () => {
    await asked('in_younger', 1);
    await asked('in_older', 0);
    const poor = stripe.saveCard(customerId, { declineCode: 'insufficient_funds' });
    assert.deepEqual(await payWithCard(deps(), saved(poor)), {
      kind: 'settled',
      state: 'done',
      reason: 'card: in_older declined',
    });
    const good = stripe.saveCard(customerId);
    assert.deepEqual(await payWithCard(deps(), saved(good)), {
      kind: 'settled',
      state: 'done',
      reason: 'card: in_older paid, in_younger paid',
    });
    const rows = await open.db
      .selectFrom('card_charges')
      .select(['debt_id', 'state', 'reason'])
      .where('debt_id', 'in', ['in_older', 'in_younger'])
      .orderBy('began_at')
      .orderBy('state')
      .execute();
    assert.deepEqual(
      rows.map(({ debt_id, state, reason }) => [debt_id, state, reason]),
      [
        ['in_older', 'declined', 'insufficient_funds'],
        ['in_older', 'paid', null],
        ['in_younger', 'paid', null],
      ],
    );
  });

  it('is not tried again after a decline, however often it is told', async () => {
    await asked('in_declined');
    const card = stripe.saveCard(customerId, { declineCode: 'do_not_honor' });
    await payWithCard(deps(), saved(card));
    await payWithCard(deps(), saved(card, 'evt_2'));
    assert.equal(charges(), 1);
  });

  it('whose answer was lost is tried again with the same key, and charged once', async () => {
    await asked('in_lost');
    const card = stripe.saveCard(customerId);
    // Twice: the SDK repeats once by itself where the connection breaks.
    stripe.setFault({ kind: 'lost', path: /\/pay$/, times: 2 });
    await assert.rejects(payWithCard(deps(), saved(card)), ProviderError);
    assert.equal(statusOf('in_lost'), 'paid');
    const again = await payWithCard(deps(), saved(card));
    assert.deepEqual(again, { kind: 'settled', state: 'done', reason: 'card: in_lost closed' });
    const rows = open.db.selectFrom('card_charges').select('state').where('debt_id', '=', 'in_lost');
    assert.deepEqual(await rows.execute(), [{ state: 'unknown' }]);
    const paid = stripe.state.events.filter(
      ({ type, data }) => type === 'invoice.paid' && data.object['id'] === 'in_lost',
    );
    assert.equal(paid.length, 1);
  });

  it('comes too late a day afterwards', async () => {
    await asked('in_stale');
    nowMs += 24 * HOUR + 1;
    const answer = await payWithCard(deps(), saved(stripe.saveCard(customerId)));
    assert.deepEqual([answer.kind === 'settled' && answer.reason, charges()], ['card_saved_long_ago', 0]);
  });

  it('pays nothing that is disputed, closed, or whose subscription is over', async () => {
    const disputed = await asked('in_disputed');
    const dispute = { debt: disputed, disputeId: 'dp_1', isOpen: true, now: instant() };
    await open.ledger.recordDispute(dispute);
    await asked('in_void');
    stripe.voidInvoice('in_void');
    await asked('in_ended');
    await open.db
      .updateTable('recoveries')
      .set({ subscription_id: 'sub_over' })
      .where('debt_id', '=', 'in_ended')
      .execute();
    await open.db
      .insertInto('subject_closings')
      .values({
        ...CLOSING,
        subject: 'subscription:sub_over',
        standing: 'access_ended',
        recorded_at: instant(),
      })
      .execute();
    const answer = await payWithCard(deps(), saved(stripe.saveCard(customerId)));
    const told = answer.kind === 'settled' ? answer.reason : '';
    for (const part of ['in_disputed disputed', 'in_void closed', 'in_ended subscription_over'])
      assert.ok(told.includes(part), told);
    assert.equal(charges(), 0);
  });

  it('charges nobody in shadow mode', async () => {
    await asked('in_shadow');
    await payWithCard(deps({ isShadow: true }), saved(stripe.saveCard(customerId)));
    assert.equal(charges(), 0);
  });

  it('that the key may not charge is left to the link, and staff are told', async () => {
    await asked('in_forbidden');
    stripe.setFault({ kind: 'status', status: 403, path: /\/pay$/ });
    const answer = await payWithCard(deps(), saved(stripe.saveCard(customerId)));
    assert.deepEqual(answer, { kind: 'settled', state: 'done', reason: 'card: in_forbidden refused' });
    assert.deepEqual(
      alerts.map(({ key }) => key),
      ['card_charges:stripe'],
    );
  });
});
