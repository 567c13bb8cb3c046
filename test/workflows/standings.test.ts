import assert from 'node:assert/strict';
import type { StripeEvent } from '../simulators/index.ts';
import { anInvoice, failPayment, pay, tell, untilRelayed, useLab, type Story } from '../support/story.ts';
import { hasTestServer } from '../support/temporal.ts';

const THREE = ['day 0 first_notice', 'day 3 second_notice', 'day 7 final_notice'];

/** One test per row of product.md §2, "Standing of an invoice". */
(hasTestServer ? describe : describe.skip)(
  'how an invoice stands decides what its recovery does',
  function () {
    this.timeout(30_000);
    const lab = useLab();

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

function ended(outcome: string, access: 'active' | 'suspended' = 'active') {
  return { run: 'COMPLETED', outcome, access };
}
