import assert from 'node:assert/strict';
import { DAY_MS } from '../../src/domain/duration.ts';
import { toEpochMs, toInstant } from '../../src/domain/instant.ts';
import { describeShadow } from '../../src/operator/describe-shadow.ts';
import { startCrmReceiver, type CrmReceiver } from '../support/crm-receiver.ts';
import { openLab, type Lab } from '../support/lab.ts';
import { openWithoutRun, reconcileOnce } from '../support/reconciling.ts';
import { anInvoice, failPayment, pay, skipToMonday, tell, type Story } from '../support/story.ts';
import { hasTestServer } from '../support/temporal.ts';

(hasTestServer ? describe : describe.skip)('shadow mode', function () {
  this.timeout(60_000);
  let crm: CrmReceiver;
  let opened: Lab | null = null;
  const lab = (): Lab => opened!;

  const open = async (mode: 'shadow' | 'live') => {
    crm = await startCrmReceiver();
    opened = await openLab({ RAPIWA_MIN_GAP_MS: '0', SEND_MODE: mode, ...crm.env });
    await skipToMonday(lab());
  };
  afterEach(async () => {
    await opened?.close();
    opened = null;
    await crm.close();
  });

  describe('over 44 days', () => {
    beforeEach(() => open('shadow'));

    it('never paid: shows what it would send on day 0, 3, 7 and 14, sends none, and suspends nobody', async () => {
      const story = await failPayment(lab(), anInvoice(lab()));
      await story.skipToDay(13.9);
      assert.equal((await story.status()).hold, null);
      await story.skipToDay(44.1);
      assert.deepEqual(await story.ending(), { run: 'COMPLETED', outcome: 'lapsed', access: 'active' });
      assert.deepEqual(await shown(story), [
        'day 0 first_notice',
        'day 3 second_notice',
        'day 7 final_notice',
        'day 14 suspension',
      ]);
      assert.equal(lab().rapiwa.requests.length, 0, 'Rapiwa is asked nothing at all');
      assert.deepEqual(await deliveryStates(), ['planned', 'planned', 'planned', 'planned']);
      assert.deepEqual(await suspensions(), []);
      assert.deepEqual(crm.taken, []);
      const list = describeShadow(await lab().database.ledger.listShadow());
      assert.match(list, new RegExp(`${story.invoiceId} {2}final_notice {2}whatsapp\\n {4}.*Maria`));
      assert.match(list, /4 message\(s\), none of them sent\.$/);
    });

    it('paid on day 5: shows the thanks, and nothing after them', async () => {
      const story = await failPayment(lab(), anInvoice(lab()));
      await story.skipToDay(5);
      await pay(lab(), story);
      assert.equal((await story.ending()).outcome, 'recovered');
      await story.skipToDay(20);
      assert.deepEqual(await shown(story), [
        'day 0 first_notice',
        'day 3 second_notice',
        'day 5 confirmation',
      ]);
      assert.equal(lab().rapiwa.requests.length, 0);
    });
  });

  describe('switched to live on day 5', () => {
    beforeEach(() => open('live'));

    it('writes to new recoveries only; one that began in shadow ends there, unsuspended, and the CRM never hears of it', async () => {
      const invoiceId = anInvoice(lab());
      const old = tell(lab(), invoiceId, await openWithoutRun(lab(), invoiceId, { isShadow: true }));
      await old.skipToDay(5);
      await reconcileOnce(lab());
      const young = await failPayment(lab(), anInvoice(lab()));
      await old.untilAsleep();
      // Its day 14 is a Saturday: suspended on Monday.
      await young.skipToDay(17);
      assert.deepEqual(await old.log(), []);
      assert.deepEqual(await shown(old), ['day 5 second_notice', 'day 7 final_notice', 'day 14 suspension']);
      assert.deepEqual(await young.log(), [
        'day 0 first_notice',
        'day 3 second_notice',
        'day 7 final_notice',
        'day 15.96 suspension',
      ]);
      assert.deepEqual(await suspensions(), [young.invoiceId]);
      assert.ok(
        crm.taken.every((status) => !status.startsWith(invoiceId)),
        crm.taken.join(),
      );
    });

    it('neither sends again what was only shown, nor suspends on the strength of it', async () => {
      const invoiceId = anInvoice(lab());
      const story = tell(lab(), invoiceId, await openWithoutRun(lab(), invoiceId));
      await story.skipToDay(7);
      await showsNow(invoiceId);
      await reconcileOnce(lab());
      await story.untilStatus('the final notice is over', ({ currentStep }) => currentStep === 'suspension');
      await story.skipToDay(15);
      assert.deepEqual(await story.log(), []);
      assert.equal((await story.status()).hold, 'final_notice_unconfirmed');
      assert.deepEqual(await suspensions(), []);
    });
  });

  async function shown({ invoiceId, firstFailure }: Story): Promise<string[]> {
    const messages = await lab().database.ledger.listShadow();
    return messages
      .filter(({ debt }) => debt.debtId === invoiceId)
      .map(
        ({ step, at }) => `day ${Math.round(((toEpochMs(at) - firstFailure) / DAY_MS) * 100) / 100} ${step}`,
      );
  }

  /** The final notice, in a time of shadow in the middle of a live recovery. */
  async function showsNow(debtId: string): Promise<void> {
    const { ledger } = lab().database;
    const now = toInstant(lab().clock.sync());
    const facts = { step: 'final_notice', channel: 'whatsapp', phoneHash: 'of the customer', now } as const;
    const { id } = await ledger.planDelivery({ debt: { source: 'stripe', debtId }, ...facts });
    const text = { text: 'shown', template: 'final_notice', rereadAt: now, needsOpenInvoice: true, now };
    assert.equal(await ledger.recordShadow({ deliveryId: id, ...text }), 'shadowed');
  }

  async function deliveryStates(): Promise<string[]> {
    const rows = await lab().database.db.selectFrom('deliveries').select('state').execute();
    return rows.map(({ state }) => state);
  }

  async function suspensions(): Promise<string[]> {
    const rows = await lab().database.db.selectFrom('access_suspensions').select('debt_id').execute();
    return rows.map(({ debt_id }) => debt_id);
  }
});
