import assert from 'node:assert/strict';
import { thinTwin, type StripeEvent } from '../simulators/index.ts';
import { inboxStates, untilUnderstood } from '../support/lookups.ts';
import { anInvoice, failPayment, pay, tell, untilClosed, untilRelayed, useLab } from '../support/story.ts';
import { hasTestServer } from '../support/temporal.ts';

(hasTestServer ? describe : describe.skip)('events of Stripe that need a question first', function () {
  this.timeout(30_000);
  const lab = useLab();

  describe('a refund', () => {
    it('of a recovered invoice is told to the CRM: the outcome stays, and nobody is written to', async () => {
      const story = await failPayment(lab(), anInvoice(lab()));
      await story.untilSent(1);
      await pay(lab(), story);
      await story.ending();
      lab().stripe.refund(story.invoiceId);
      await untilUnderstood(lab());
      assert.equal(await crmStatus(story.invoiceId), 'refunded');
      assert.equal((await story.ending()).outcome, 'recovered');
      await story.skipToDay(15);
      assert.deepEqual(await story.log(), ['day 0 first_notice', 'day 0 confirmation']);
    });

    it('in part, or of an invoice that never failed, changes nothing', async () => {
      const story = await failPayment(lab(), anInvoice(lab()));
      await pay(lab(), story);
      await story.ending();
      lab().stripe.refund(story.invoiceId, { inFull: false });
      lab().stripe.refund(anInvoice(lab()));
      await untilUnderstood(lab());
      assert.equal(await crmStatus(story.invoiceId), 'recovered');
      assert.equal((await inboxStates(lab())).at(-1), 'ignored refund_without_recovery');
    });
  });

  describe('while Stripe does not answer the question', () => {
    it('nothing else waits: other failures start, reminders go out, and the dispute is asked about later', async () => {
      const { stripe } = lab();
      const story = await failPayment(lab(), anInvoice(lab()));
      await story.untilSent(1);
      stripe.setFault({ kind: 'status', status: 501, path: /invoice_payments/ });
      stripe.openDispute(story.invoiceId);
      await untilRelayed(lab());
      const other = await failPayment(lab(), anInvoice(lab()));
      await other.untilSent(1);
      await story.skipToDay(3.1);
      assert.deepEqual(await story.log(), ['day 0 first_notice', 'day 3 second_notice']);
      assert.match((await inboxStates(lab())).join(), /needs_lookup stripe: unavailable \(HTTP 501\)/);
      stripe.setFault(null);
      await story.skipToDay(3.2);
      await untilUnderstood(lab());
      await story.untilStatus('held', ({ hold }) => hold === 'dispute');
    });
  });

  it('a Stripe that offers only invoices and customers, and a Rapiwa with only its send path, are enough for the whole sequence', async () => {
    const { stripe, rapiwa } = lab();
    rapiwa.setFault({ kind: 'status', status: 404 });
    stripe.setFault({ kind: 'status', status: 404, path: /^\/v1\/(?!(invoices|customers)\/)/ });
    const story = await failPayment(lab(), anInvoice(lab()));
    stripe.openDispute(anInvoice(lab()));
    await story.skipToDay(44.1);
    assert.deepEqual(await story.ending(), { run: 'COMPLETED', outcome: 'lapsed', access: 'suspended' });
    assert.deepEqual(await story.log(), [
      'day 0 first_notice',
      'day 3 second_notice',
      'day 7 final_notice',
      'day 14 suspension',
    ]);
    const hints = rapiwa.requests.filter((request) => request !== 'POST /api/send-message');
    assert.deepEqual(new Set(hints), new Set(['POST /api/verify-whatsapp']), 'asked, and not needed');
    const asked = stripe.requests.map(({ path }) => path.split('/')[2]);
    assert.deepEqual(new Set(asked), new Set(['invoices', 'customers', 'invoice_payments']));
  });

  describe('a thin event', () => {
    it('starts and ends a recovery like the full one', async () => {
      const { stripe } = lab();
      const { story, failed } = aStoryToBeTold();
      await stripe.deliver(thinTwin(failed));
      await untilUnderstood(lab());
      await story.untilSent(1);
      stripe.payInvoiceSilently(story.invoiceId);
      const paid = stripe.event('invoice.paid', stripe.state.invoices[story.invoiceId]!);
      await stripe.deliver(thinTwin(paid, { snapshot: false }));
      assert.deepEqual(await story.ending(), { run: 'COMPLETED', outcome: 'recovered', access: 'active' });
    });

    for (const [order, twins] of [
      ['before', (event: StripeEvent) => [thinTwin(event), event]],
      ['after', (event: StripeEvent) => [event, thinTwin(event)]],
    ] as const) {
      it(`${order} its snapshot is one event with it`, async () => {
        const { story, failed } = aStoryToBeTold();
        for (const event of twins(failed)) await lab().stripe.deliver(event);
        await untilUnderstood(lab());
        await story.untilSent(1);
        assert.deepEqual(await inboxStates(lab()), ['done']);
      });
    }

    it('whose content cannot be read is replaced by its snapshot when that comes', async () => {
      const { stripe } = lab();
      const { story, failed } = aStoryToBeTold();
      stripe.setFault({ kind: 'status', status: 500, path: /v1.events/ });
      await stripe.deliver(thinTwin(failed));
      await stripe.deliver(failed);
      await story.untilSent(1);
      assert.deepEqual(await inboxStates(lab()), ['done']);
    });
  });

  it('a connected account is part of every id, and its invoices are read in its name', async () => {
    const { stripe } = lab();
    const account = 'acct_1Connected';
    const invoiceId = anInvoice(lab());
    const { customer } = stripe.state.invoices[invoiceId]!;
    stripe.state.accounts[invoiceId] = account;
    stripe.state.accounts[customer] = account;
    stripe.failInvoice(invoiceId, { account });
    await untilRelayed(lab());
    const handle = lab().env.client.workflow.getHandle(`recovery:stripe:${account}:${invoiceId}`);
    const sent = () => lab().rapiwa.messages.map(({ text }) => text);
    while (sent().length === 0) await new Promise((resolve) => setTimeout(resolve, 20));
    assert.match(sent()[0]!, /\$19\.99/);
    stripe.payInvoice(invoiceId, { account });
    assert.equal(await untilClosed(handle), 'COMPLETED');
    assert.equal(await crmStatus(`${account}:${invoiceId}`), 'recovered');
    assert.equal(sent().length, 2, 'and thanked');
  });

  function aStoryToBeTold() {
    const { stripe, clock } = lab();
    const invoiceId = anInvoice(lab());
    const story = tell(lab(), invoiceId, Math.floor(clock.sync() / 1000) * 1000);
    stripe.setWebhookUrl(null);
    const failed = stripe.failInvoice(invoiceId);
    stripe.setWebhookUrl(`${lab().url}/webhooks/stripe`);
    return { story, failed };
  }

  async function crmStatus(debtId: string): Promise<string | null> {
    const { db } = lab().database;
    const row = db.selectFrom('recoveries').select('crm_status').where('debt_id', '=', debtId);
    return (await row.executeTakeFirstOrThrow()).crm_status;
  }
});
