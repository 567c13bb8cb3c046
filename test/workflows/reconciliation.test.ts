import assert from 'node:assert/strict';
import { DAY_MS } from '../../src/domain/duration.ts';
import { toInstant } from '../../src/domain/instant.ts';
import { startCrmReceiver, type CrmReceiver } from '../support/crm-receiver.ts';
import { everything, openWithoutRun, reconcileOnce, reportOf, told } from '../support/reconciling.ts';
import { aNumber, anInvoice, failPayment, pay, useLab, tell, untilRelayed } from '../support/story.ts';
import { hasTestServer } from '../support/temporal.ts';

const NOBODY_LISTENS = 'http://127.0.0.1:9/webhooks/stripe';

(hasTestServer ? describe : describe.skip)('reconciliation', function () {
  this.timeout(60_000);
  let crm: CrmReceiver;
  const lab = useLab(async () => {
    crm = await startCrmReceiver();
    return crm.env;
  });
  afterEach(() => crm.close());

  it('finds nothing to do where everything arrived', async () => {
    const story = await failPayment(lab(), anInvoice(lab()));
    await story.untilAsleep();
    const before = await everything(lab());
    assert.deepEqual(told(await reconcileOnce(lab())), []);
    assert.deepEqual(await everything(lab()), before);
  });

  describe('runs', () => {
    it('lost before day 5, after the first message: starts it again, and day 0 is not repeated', async () => {
      const invoiceId = anInvoice(lab());
      const story = tell(lab(), invoiceId, await openWithoutRun(lab(), invoiceId));
      await sentEarlier(invoiceId);
      await story.skipToDay(5);
      assert.deepEqual(told(await reconcileOnce(lab())), [`runs 1 of 1: ${invoiceId}: started again`]);
      await story.untilSent(1);
      await story.untilAsleep();
      await story.skipToDay(8);
      assert.deepEqual(await story.log(), ['day 5 second_notice', 'day 7 final_notice']);
      assert.equal((await story.status()).plan[0]!.dueAt, toInstant(story.firstFailure));
    });

    it('terminated on day 5: cancelled (by: terminated), the CRM knows, and it is never started again', async () => {
      const story = await failPayment(lab(), anInvoice(lab()));
      await story.skipToDay(5);
      await story.untilAsleep();
      await story.handle.terminate('an operator was in a hurry');
      assert.deepEqual(told(await reconcileOnce(lab())), [
        `runs 1 of 1: ${story.invoiceId}: cancelled (by: terminated)`,
        'crm 1 of 1: ',
      ]);
      lab().stripe.failInvoice(story.invoiceId);
      await untilRelayed(lab());
      await story.skipToDay(45);
      assert.deepEqual(await story.log(), ['day 0 first_notice', 'day 3 second_notice']);
      assert.deepEqual(await ended(story.invoiceId), { outcome: 'cancelled', ended_by: 'terminated' });
      assert.deepEqual(crm.taken, [
        `${story.invoiceId} first_notice #1`,
        `${story.invoiceId} second_notice #2`,
        `${story.invoiceId} cancelled #3`,
      ]);
    });

    it('completed, and the ledger forgot (a restored backup): writes what the run said', async () => {
      const story = await failPayment(lab(), anInvoice(lab()));
      await story.untilAsleep();
      await pay(lab(), story);
      await story.ending();
      await lab().database.db.updateTable('recoveries').set({ outcome: null, ended_at: null }).execute();
      const reports = await reconcileOnce(lab());
      assert.deepEqual(reportOf(reports, 'runs').findings, [`${story.invoiceId}: recovered`]);
      assert.deepEqual(await ended(story.invoiceId), { outcome: 'recovered', ended_by: null });
      assert.deepEqual(await story.log(), ['day 0 first_notice', 'day 0 confirmation']);
    });
  });

  describe('the CRM', () => {
    it('away from day 0 to day 4: hears the latest status only, once', async () => {
      crm.answer(503);
      const story = await failPayment(lab(), anInvoice(lab()));
      await story.skipToDay(4);
      await story.untilAsleep();
      const away = reportOf(await reconcileOnce(lab()), 'crm');
      assert.deepEqual([away.repaired, away.left], [0, 1]);
      crm.answer(200);
      const again = await reconcileOnce(lab());
      assert.equal(reportOf(again, 'crm').repaired, 1);
      assert.equal(reportOf(await reconcileOnce(lab()), 'crm').looked, 0);
      assert.deepEqual(crm.taken, [`${story.invoiceId} second_notice #2`]);
    });
  });

  describe('the inbox', () => {
    it('tries a parked failure again after a day, and names what stays for a person', async () => {
      const invoiceId = anInvoice(lab());
      lab().stripe.failInvoice(invoiceId);
      await untilRelayed(lab());
      const story = tell(lab(), invoiceId, lab().clock.sync());
      await story.untilAsleep();
      await park(invoiceId);
      const early = reportOf(await reconcileOnce(lab()), 'inbox');
      assert.deepEqual([early.repaired, early.left], [0, 1]);
      await story.skipToDay(1.1);
      const late = reportOf(await reconcileOnce(lab()), 'inbox');
      assert.deepEqual([late.repaired, late.left], [1, 0]);
      assert.equal(reportOf(await reconcileOnce(lab()), 'inbox').looked, 0);
    });
  });

  describe("Stripe's events", () => {
    it('that it could not deliver on day 0 and 2: taken as if their webhooks had come, from their own days', async () => {
      lab().stripe.setWebhookUrl(NOBODY_LISTENS);
      const [first, second] = [anInvoice(lab()), anInvoice(lab())];
      const story = tell(lab(), first, lab().clock.sync());
      lab().stripe.failInvoice(first);
      await story.skipToDay(2);
      lab().stripe.failInvoice(second);
      lab().stripe.failInvoice(first);
      lab().stripe.payInvoice(second);
      const { repaired, findings } = reportOf(await reconcileOnce(lab()), 'undelivered_events');
      assert.equal(repaired, 5, findings.join());
      await story.untilSent(1);
      await story.untilAsleep();
      await story.skipToDay(4);
      assert.deepEqual(await story.log(), ['day 2 first_notice', 'day 3 second_notice']);
      assert.deepEqual((await ended(second)).outcome, 'recovered');
      assert.deepEqual(await tell(lab(), second, story.firstFailure).log(), []);
    });

    it('that are too old to begin with: only named, while what was closed on day 12 is taken', async () => {
      const { stripe, rapiwa, database } = lab();
      stripe.setWebhookUrl(NOBODY_LISTENS);
      const start = lab().clock.sync();
      const [open, paid] = [anInvoice(lab()), anInvoice(lab())];
      for (const id of [open, paid]) stripe.failInvoice(id);
      const customer = stripe.createCustomer({ name: 'Maria Silva', whatsappPhone: aNumber() }).id;
      const order = { customer, amount: 4900, currency: 'usd', checkout: true };
      await lab().clock.skipTo(start + 12 * DAY_MS);
      stripe.failOrder(stripe.createOrder(order).id);
      stripe.payInvoice(paid);
      await lab().clock.skipTo(start + 15 * DAY_MS);
      const young = stripe.createOrder(order).id;
      stripe.failOrder(young);
      const { repaired, findings } = reportOf(await reconcileOnce(lab()), 'undelivered_events');
      const on = (day: number) => `on ${toInstant(start + day * DAY_MS).slice(0, 10)}`;
      const beforeWindow = `not opened, it failed ${on(0)}, before the window (RECONCILE_WINDOW)`;
      assert.deepEqual(findings.map((finding) => finding.replace(/^evt_\S+ /, '')).toSorted(), [
        'invoice.paid',
        `invoice.payment_failed: ${beforeWindow}`,
        `invoice.payment_failed: ${beforeWindow}`,
        'invoice.payment_succeeded',
        'payment_intent.payment_failed',
        `payment_intent.payment_failed: not opened, the order failed ${on(12)} and has expired`,
      ]);
      assert.equal(repaired, 3);
      await tell(lab(), young, start).untilStatus('it has begun', ({ outcome }) => outcome === null);
      const begun = await database.db.selectFrom('recoveries').select('debt_id').execute();
      assert.deepEqual(begun, [{ debt_id: young }]);
      assert.equal(await database.ledger.findStanding({ source: 'stripe', debtId: paid }), 'paid');
      assert.deepEqual(rapiwa.messages, []);
    });

    it('that come after all once the endpoint is back: change nothing', async () => {
      lab().stripe.setWebhookUrl(NOBODY_LISTENS);
      const invoiceId = anInvoice(lab());
      const story = tell(lab(), invoiceId, lab().clock.sync());
      lab().stripe.failInvoice(invoiceId);
      await reconcileOnce(lab());
      await story.untilSent(1);
      await story.untilAsleep();
      const before = await everything(lab());
      lab().stripe.setWebhookUrl(`${lab().url}/webhooks/stripe`);
      await untilRelayed(lab());
      assert.deepEqual(await everything(lab()), before);
    });
  });

  describe('open failed invoices that nobody told us of', () => {
    it('are opened from the day on which they were finalised; others are left alone, or named', async () => {
      lab().stripe.setWebhookUrl(null);
      const start = Math.floor(lab().clock.sync() / 1000) * 1000;
      const [old, manual, untried] = [
        anInvoice(lab()),
        anInvoice(lab(), {}, { billingReason: 'manual' }),
        anInvoice(lab()),
      ];
      for (const id of [old, manual]) lab().stripe.failInvoice(id);
      await lab().clock.skipTo(start + 15 * DAY_MS);
      const recent = anInvoice(lab());
      lab().stripe.failInvoice(recent);
      const story = tell(lab(), recent, start + 15 * DAY_MS);
      await story.skipToDay(3.5);
      const { repaired, findings } = reportOf(await reconcileOnce(lab()), 'missing_recoveries');
      assert.equal(repaired, 1);
      const because = `not opened, it failed on ${toInstant(start).slice(0, 10)}, before the window (RECONCILE_WINDOW)`;
      assert.deepEqual(findings.toSorted(), [`${old}: ${because}`, `${recent}: opened`].toSorted());
      await story.untilAsleep();
      await story.skipToDay(8);
      assert.deepEqual(await story.log(), ['day 3.96 second_notice', 'day 7 final_notice']);
      for (const id of [old, manual, untried]) assert.deepEqual(await tell(lab(), id, start).log(), []);
      assert.deepEqual(reportOf(await reconcileOnce(lab()), 'missing_recoveries').repaired, 0);
    });
  });

  describe('debts that were closed unheard', () => {
    it('paid on day 4 without an event: recovered, thanked, and nothing follows', async () => {
      const story = await failPayment(lab(), anInvoice(lab()));
      await story.skipToDay(4);
      lab().stripe.payInvoiceSilently(story.invoiceId);
      const { findings } = reportOf(await reconcileOnce(lab()), 'closed_elsewhere');
      assert.deepEqual(findings, [`${story.invoiceId}: paid`]);
      assert.deepEqual(await story.ending(), { run: 'COMPLETED', outcome: 'recovered', access: 'active' });
      await story.skipToDay(45);
      assert.deepEqual(await story.log(), [
        'day 0 first_notice',
        'day 3 second_notice',
        'day 4 confirmation',
      ]);
    });

    it('paid on day 20, suspended, without an event, which only a look has found: recovered late, told once', async () => {
      const story = await failPayment(lab(), anInvoice(lab()));
      await story.skipToDay(20);
      await story.untilAsleep();
      lab().stripe.payInvoiceSilently(story.invoiceId);
      const debt = { source: 'stripe', debtId: story.invoiceId } as const;
      await lab().database.ledger.recordStanding(debt, 'paid', toInstant(lab().clock.sync()));
      const { findings } = reportOf(await reconcileOnce(lab()), 'closed_elsewhere');
      assert.deepEqual(findings, [`${story.invoiceId}: paid`]);
      const late = { run: 'COMPLETED', outcome: 'recovered_late', access: 'active' };
      assert.deepEqual(await story.ending(), late);
      assert.equal(reportOf(await reconcileOnce(lab()), 'closed_elsewhere').repaired, 0);
      assert.deepEqual(await story.log(), [
        'day 0 first_notice',
        'day 3 second_notice',
        'day 7 final_notice',
        'day 14 suspension',
        'day 20 confirmation',
      ]);
    });

    it('paid on day 50, lapsed and suspended, without an event: access comes back', async () => {
      const story = await failPayment(lab(), anInvoice(lab()));
      await story.skipToDay(50);
      await story.ending();
      lab().stripe.payInvoiceSilently(story.invoiceId);
      await reconcileOnce(lab());
      await story.untilSent(5);
      assert.equal((await story.ending()).access, 'active');
      assert.deepEqual((await story.log()).slice(3), ['day 14 suspension', 'day 50 confirmation']);
    });
  });

  describe('a provider that offers invoices and customers only', () => {
    it('skips the lists it does not have, says so, and makes the other repairs', async () => {
      const story = await failPayment(lab(), anInvoice(lab()));
      await story.untilAsleep();
      await story.handle.terminate('an operator was in a hurry');
      lab().stripe.setFault({ kind: 'status', status: 404, path: /^\/v1\/(events|invoices)$/ });
      const reports = await reconcileOnce(lab());
      assert.match(reportOf(reports, 'undelivered_events').skipped!, /not_found.*listing undelivered events/);
      assert.match(reportOf(reports, 'missing_recoveries').skipped!, /not_found.*listing open invoices/);
      assert.deepEqual(reportOf(reports, 'runs').findings, [
        `${story.invoiceId}: cancelled (by: terminated)`,
      ]);
      assert.ok(reports.every(({ failed }) => failed === null));
    });
  });

  describe('everything at once', () => {
    it('a dry run changes nothing, the first run repairs, the second finds nothing to change', async () => {
      const [terminated, paid] = [
        await failPayment(lab(), anInvoice(lab())),
        await failPayment(lab(), anInvoice(lab())),
      ];
      for (const story of [terminated, paid]) await story.untilAsleep();
      crm.answer(503);
      await terminated.skipToDay(4);
      for (const story of [terminated, paid]) await story.untilAsleep();
      crm.answer(200);
      await terminated.handle.terminate('an operator was in a hurry');
      lab().stripe.setWebhookUrl(NOBODY_LISTENS);
      const [undelivered, lost] = [anInvoice(lab()), anInvoice(lab())];
      lab().stripe.failInvoice(undelivered);
      lab().stripe.payInvoiceSilently(paid.invoiceId);
      lab().stripe.setWebhookUrl(null);
      lab().stripe.failInvoice(lost);

      const before = await everything(lab());
      const planned = await reconcileOnce(lab(), { dryRun: true });
      assert.deepEqual(await everything(lab()), before, 'a dry run changes nothing');

      const made = await reconcileOnce(lab());
      const counts = (reports: typeof made) => reports.map(({ repair, repaired }) => `${repair} ${repaired}`);
      assert.deepEqual(counts(made), [
        'undelivered_events 1',
        'missing_recoveries 1',
        'closed_elsewhere 1',
        'runs 1',
        'crm 2',
        'inbox 0',
      ]);
      // Without the first repair its invoice is also one that nobody told of; without the fourth the CRM has no news.
      assert.deepEqual(counts(planned), [
        'undelivered_events 1',
        'missing_recoveries 2',
        'closed_elsewhere 1',
        'runs 1',
        'crm 2',
        'inbox 0',
      ]);
      for (const id of [undelivered, lost]) {
        const story = tell(lab(), id, lab().clock.sync());
        await story.untilSent(1);
        await story.untilAsleep();
      }
      await paid.ending();

      const after = await everything(lab());
      assert.deepEqual(told(await reconcileOnce(lab())), []);
      assert.deepEqual(await everything(lab()), after, 'the second run changes nothing');
      const reports = await lab().database.db.selectFrom('reconciliations').select('id').execute();
      assert.equal(reports.length, 2, 'a dry run leaves no report');
    });
  });

  async function sentEarlier(invoiceId: string): Promise<void> {
    const { ledger } = lab().database;
    const now = toInstant(lab().clock.sync());
    const debt = { source: 'stripe', debtId: invoiceId } as const;
    const delivery = {
      debt,
      step: 'first_notice',
      channel: 'whatsapp',
      phoneHash: 'of the customer',
      now,
    } as const;
    const { id } = await ledger.planDelivery(delivery);
    const text = { text: 'earlier', template: 'first_notice', rereadAt: now, needsOpenInvoice: true, now };
    await ledger.licenseSending({ deliveryId: id, ...text });
    await ledger.settleDelivery({ deliveryId: id, requestedAt: now, state: 'sent', now });
  }

  async function park(invoiceId: string): Promise<void> {
    await lab()
      .database.db.updateTable('inbox_events')
      .set({ state: 'parked', tries: 5, next_try_at: toInstant(lab().clock.sync()) })
      .where('debt_id', '=', invoiceId)
      .execute();
  }

  function ended(invoiceId: string) {
    const { db } = lab().database;
    const row = db.selectFrom('recoveries').select(['outcome', 'ended_by']).where('debt_id', '=', invoiceId);
    return row.executeTakeFirstOrThrow();
  }
});
