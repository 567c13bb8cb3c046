import assert from 'node:assert/strict';
import type { StripeEvent, StripeSimulator } from '../simulators/index.ts';
import { anInvoice, failPayment, pay, tell, untilRelayed, useLab, type Story } from '../support/story.ts';
import { untilUnderstood } from '../support/lookups.ts';
import { hasTestServer } from '../support/temporal.ts';
import { resumeRecoveryUpdate } from '../../src/workflows/messages.ts';

const CLOSINGS: readonly Closing[] = [
  {
    what: 'paid',
    outcome: 'recovered',
    close: (stripe, id) => stripe.payInvoice(id),
    closeSilently: (stripe, id) => stripe.payInvoiceSilently(id),
  },
  {
    what: 'of which nothing remains',
    outcome: 'recovered',
    close: (stripe, id) => {
      stripe.state.invoices[id]!.amount_remaining = 0;
      stripe.emit('invoice.paid', stripe.state.invoices[id]!);
    },
    closeSilently: (stripe, id) => void (stripe.state.invoices[id]!.amount_remaining = 0),
  },
  {
    what: 'voided',
    outcome: 'voided',
    close: (stripe, id) => stripe.voidInvoice(id),
    closeSilently: (stripe, id) => void (stripe.state.invoices[id]!.status = 'void'),
  },
  {
    what: 'deleted',
    outcome: 'voided',
    close: (stripe, id) => stripe.deleteInvoice(id),
    closeSilently: (stripe, id) => void delete stripe.state.invoices[id],
  },
  {
    what: 'marked uncollectible',
    outcome: 'uncollectible',
    close: (stripe, id) => stripe.markUncollectible(id),
    closeSilently: (stripe, id) => void (stripe.state.invoices[id]!.status = 'uncollectible'),
  },
];

const THREE = ['day 0 first_notice', 'day 3 second_notice', 'day 7 final_notice'];

/** One test per row of product.md §2, "Standing of an invoice". */
(hasTestServer ? describe : describe.skip)(
  'how an invoice stands decides what its recovery does',
  function () {
    this.timeout(30_000);
    const lab = useLab();

    describe('open, with something left to pay', () => {
      it('goes on with the new amount, whether the part payment came before or after the failure was told', async () => {
        const { story, failed } = aStoryToBeTold();
        lab().stripe.payPartly(story.invoiceId, 500);
        await lab().stripe.deliver(failed);
        await story.untilSent(1);
        assert.match(await story.textOf('first_notice'), /\$14\.99/);
        lab().stripe.payPartly(story.invoiceId, 1000);
        await story.skipToDay(3.1);
        assert.match(await story.textOf('second_notice'), /\$4\.99/);
      });
    });

    for (const { what, outcome, close, closeSilently } of CLOSINGS) {
      describe(`an invoice ${what}`, () => {
        const thanks = outcome === 'recovered' ? ['day 2 confirmation'] : [];

        it('after its failure', async () => {
          const story = await failPayment(lab(), anInvoice(lab()));
          await story.skipToDay(2);
          close(lab().stripe, story.invoiceId);
          assert.deepEqual(await story.ending(), ended(outcome));
          await story.skipToDay(15);
          assert.deepEqual(await story.log(), [...THREE.slice(0, 1), ...thanks]);
        });

        it('before its failure is told', async () => {
          const { story, failed } = aStoryToBeTold();
          close(lab().stripe, story.invoiceId);
          await untilRelayed(lab());
          await lab().stripe.deliver(failed);
          assert.deepEqual(await story.ending(), ended(outcome));
          assert.deepEqual(await story.log(), []);
        });

        it('without any word of it: the next re-read finds it', async () => {
          const { story, failed } = aStoryToBeTold();
          closeSilently(lab().stripe, story.invoiceId);
          await lab().stripe.deliver(failed);
          assert.deepEqual(await story.ending(), ended(outcome));
          assert.deepEqual(await story.log(), []);
        });
      });
    }

    describe('a subscription or customer that is over', () => {
      it('cancelled by the customer on day 5: the recovery ends, and nobody is written to again', async () => {
        const story = await failPayment(lab(), anInvoice(lab()));
        await story.skipToDay(5);
        lab().stripe.cancelSubscription(subscriptionOf(story));
        await untilRelayed(lab());
        assert.deepEqual(await story.ending(), ended('subscription_ended'));
        await story.skipToDay(20);
        assert.deepEqual(await story.log(), THREE.slice(0, 2));
      });

      it('cancelled before the failure is told: the recovery ends at once, without a word', async () => {
        const { story, failed } = aStoryToBeTold();
        lab().stripe.cancelSubscription(subscriptionOf(story));
        await untilRelayed(lab());
        await lab().stripe.deliver(failed);
        assert.deepEqual(await story.ending(), ended('subscription_ended'));
        assert.deepEqual(await story.log(), []);
      });

      it('ends every open recovery of the subscription, and of no other one', async () => {
        const first = await failPayment(lab(), anInvoice(lab()));
        const { customer } = lab().stripe.state.invoices[first.invoiceId]!;
        const subscription = subscriptionOf(first);
        const second = await failPayment(lab(), anInvoice(lab(), {}, { customer, subscription }));
        const other = await failPayment(lab(), anInvoice(lab(), {}, { customer }));
        lab().stripe.cancelSubscription(subscription);
        await untilRelayed(lab());
        for (const story of [first, second]) {
          assert.deepEqual(await story.ending(), ended('subscription_ended'));
        }
        assert.equal((await other.status()).outcome, null);
      });

      it('a deleted customer ends at once what is open, and what fails later', async () => {
        const story = await failPayment(lab(), anInvoice(lab()));
        const { story: later, failed } = aStoryToBeTold(story);
        await story.untilSent(1);
        lab().stripe.deleteCustomer(lab().stripe.state.invoices[story.invoiceId]!.customer);
        await untilRelayed(lab());
        assert.deepEqual(await story.ending(), ended('subscription_ended'));
        await lab().stripe.deliver(failed);
        assert.deepEqual(await later.ending(), ended('subscription_ended'));
      });

      it('a payment told after the end still counts: paid is the stronger word', async () => {
        const { story, failed } = aStoryToBeTold();
        lab().stripe.cancelSubscription(subscriptionOf(story));
        await pay(lab(), story);
        await lab().stripe.deliver(failed);
        assert.deepEqual(await story.ending(), ended('recovered'));
        assert.deepEqual(await story.log(), []);
      });
    });

    describe('a subscription that Stripe cancelled because nobody paid', () => {
      it('on day 10: the day-14 notice goes out, and paid on day 20 it is recovered late', async () => {
        const story = await failPayment(lab(), anInvoice(lab()));
        await story.skipToDay(10);
        lab().stripe.cancelSubscription(subscriptionOf(story), 'payment_failed');
        await untilRelayed(lab());
        await story.skipToDay(14.1);
        assert.deepEqual(await story.log(), [...THREE, 'day 14 suspension']);
        assert.equal((await story.status()).access, 'suspended');
        assert.deepEqual(await policies(), ['processor']);
        assert.match(await story.textOf('final_notice'), /access will be suspended on/);
        assert.match(await story.textOf('suspension'), /Your subscription has ended because/);
        await story.skipToDay(20);
        await pay(lab(), story);
        assert.deepEqual(await story.ending(), ended('recovered_late', 'suspended'));
        assert.match(await story.textOf('confirmation'), /Your subscription had ended/);
      });

      it('before the failure is told: the same sequence, and no suspension of ours', async () => {
        const { story, failed } = aStoryToBeTold();
        lab().stripe.cancelSubscription(subscriptionOf(story), 'payment_failed');
        await untilRelayed(lab());
        await lab().stripe.deliver(failed);
        await story.untilSent(1);
        await story.skipToDay(44.1);
        assert.deepEqual(await story.ending(), ended('lapsed', 'suspended'));
        for (const step of ['first_notice', 'second_notice', 'final_notice', 'suspension']) {
          const text = await story.textOf(step);
          assert.match(text, /subscription has ended/);
          assert.doesNotMatch(
            text,
            /still active|your access/i,
            'nothing is promised or threatened any more',
          );
        }
        assert.deepEqual(await story.log(), [...THREE, 'day 14 suspension']);
        assert.deepEqual(await policies(), ['processor']);
      });

      it('paid on day 11, before the notice: recovered, and nobody is told that access stays', async () => {
        const story = await failPayment(lab(), anInvoice(lab()));
        await story.skipToDay(10);
        lab().stripe.cancelSubscription(subscriptionOf(story), 'payment_failed');
        await story.skipToDay(11);
        await pay(lab(), story);
        assert.deepEqual(await story.ending(), ended('recovered'));
        assert.match(await story.textOf('confirmation'), /Your subscription had ended/);
      });

      it('after our own suspension: access is not given back by a payment that cannot revive it', async () => {
        const story = await failPayment(lab(), anInvoice(lab()));
        await story.skipToDay(18);
        lab().stripe.cancelSubscription(subscriptionOf(story), 'payment_failed');
        await story.skipToDay(20);
        await pay(lab(), story);
        assert.deepEqual(await story.ending(), ended('recovered_late', 'suspended'));
      });
    });

    describe('a disputed payment', () => {
      it('holds from day 1 until it is closed on day 8: then the final notice, and no stale reminder', async () => {
        const story = await failPayment(lab(), anInvoice(lab()));
        await story.skipToDay(1);
        const dispute = lab().stripe.openDispute(story.invoiceId);
        await untilUnderstood(lab());
        await story.untilStatus('held', ({ hold }) => hold === 'dispute');
        await story.skipToDay(8);
        assert.deepEqual(await story.log(), THREE.slice(0, 1));
        lab().stripe.closeDispute(dispute.id, 'won');
        await untilUnderstood(lab());
        await story.untilSent(2);
        assert.deepEqual(await story.log(), ['day 0 first_notice', 'day 8 final_notice']);
      });

      it('is found in the ledger by a recovery that starts after it', async () => {
        const { story, failed } = aStoryToBeTold();
        lab().stripe.openDispute(story.invoiceId);
        await untilUnderstood(lab());
        await lab().stripe.deliver(failed);
        await story.untilStatus('held', ({ hold }) => hold === 'dispute');
        assert.deepEqual(await story.log(), []);
      });

      it('closed before it is opened, as events may come, holds nothing', async () => {
        const { stripe } = lab();
        const story = await failPayment(lab(), anInvoice(lab()));
        await story.skipToDay(1);
        stripe.setWebhookUrl(null);
        const dispute = stripe.openDispute(story.invoiceId);
        stripe.setWebhookUrl(`${lab().url}/webhooks/stripe`);
        const opened = stripe.state.events.find(({ type }) => type === 'charge.dispute.created')!;
        stripe.closeDispute(dispute.id);
        await untilUnderstood(lab());
        await stripe.deliver(opened);
        await untilUnderstood(lab());
        await story.skipToDay(3.1);
        assert.deepEqual(await story.log(), THREE.slice(0, 2));
      });

      it('released by staff on day 4: goes on although it is still open; a new dispute holds again', async () => {
        const story = await failPayment(lab(), anInvoice(lab()));
        await story.skipToDay(1);
        lab().stripe.openDispute(story.invoiceId);
        await untilUnderstood(lab());
        await story.skipToDay(4);
        const staff = { actor: 'ana', reason: 'the bank was wrong' };
        await story.handle.executeUpdate(resumeRecoveryUpdate, { args: [staff] });
        await story.skipToDay(7.1);
        assert.deepEqual((await story.log()).slice(-1), ['day 7 final_notice']);
        lab().stripe.openDispute(story.invoiceId);
        await untilUnderstood(lab());
        await story.skipToDay(15);
        assert.equal((await story.status()).hold, 'dispute');
        assert.equal((await story.status()).access, 'active');
      });

      it('released by staff on day 4 and told once more by another event: goes on', async () => {
        const story = await failPayment(lab(), anInvoice(lab()));
        await story.skipToDay(1);
        const dispute = lab().stripe.openDispute(story.invoiceId);
        await untilUnderstood(lab());
        await story.skipToDay(4);
        const staff = { actor: 'ana', reason: 'the bank was wrong' };
        await story.handle.executeUpdate(resumeRecoveryUpdate, { args: [staff] });
        await story.untilSent(2);
        await lab().stripe.deliver(lab().stripe.event('charge.dispute.created', dispute));
        await untilUnderstood(lab());
        await story.skipToDay(7.1);
        assert.equal((await story.status()).hold, null);
        assert.deepEqual(await story.log(), [
          'day 0 first_notice',
          'day 4 second_notice',
          'day 7 final_notice',
        ]);
      });

      it('never closed: the recovery lapses at its end, and access was never touched', async () => {
        const story = await failPayment(lab(), anInvoice(lab()));
        await story.skipToDay(10);
        lab().stripe.openDispute(story.invoiceId);
        await untilUnderstood(lab());
        await story.skipToDay(44.1);
        assert.deepEqual(await story.ending(), ended('lapsed'));
        assert.deepEqual(await story.log(), THREE);
      });

      it('paid all the same: recovered, and thanked', async () => {
        const story = await failPayment(lab(), anInvoice(lab()));
        await story.skipToDay(1);
        lab().stripe.openDispute(story.invoiceId);
        await untilUnderstood(lab());
        await pay(lab(), story);
        assert.deepEqual(await story.ending(), ended('recovered'));
      });
    });

    function subscriptionOf({ invoiceId }: Pick<Story, 'invoiceId'>): string {
      return lab().stripe.state.invoices[invoiceId]!.parent!.subscription_details.subscription;
    }

    /** An invoice whose failure is known to Stripe and not yet to us; of the same customer as another, if given. */
    function aStoryToBeTold(like?: Story): { story: Story; failed: StripeEvent } {
      const { stripe, clock } = lab();
      const customer = like && stripe.state.invoices[like.invoiceId]!.customer;
      const invoiceId = anInvoice(lab(), {}, customer ? { customer } : {});
      const story = tell(lab(), invoiceId, Math.floor(clock.sync() / 1000) * 1000);
      return { story, failed: stripe.event('invoice.payment_failed', stripe.state.invoices[invoiceId]!) };
    }

    async function policies(): Promise<string[]> {
      const rows = await lab().database.db.selectFrom('access_suspensions').select('policy').execute();
      return rows.map(({ policy }) => policy);
    }
  },
);

interface Closing {
  readonly what: string;
  readonly outcome: string;
  readonly close: (stripe: StripeSimulator, id: string) => void;
  /** Stripe's books change, and no webhook comes. */
  readonly closeSilently: (stripe: StripeSimulator, id: string) => void;
}

function ended(outcome: string, access: 'active' | 'suspended' = 'active') {
  return { run: 'COMPLETED', outcome, access };
}
