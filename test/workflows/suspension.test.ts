import assert from 'node:assert/strict';
import { setTimeout as delay } from 'node:timers/promises';
import { eventually } from '../support/eventually.ts';
import type { Lab } from '../support/lab.ts';
import { anInvoice, failPayment, pay, untilRelayed, useLab, type Story } from '../support/story.ts';
import { hasTestServer } from '../support/temporal.ts';

const SECOND = 1 / 86_400;
const WHOLE = ['day 0 first_notice', 'day 3 second_notice', 'day 7 final_notice', 'day 14 suspension'];
const THANKED = (day: number) => [...WHOLE, `day ${day} confirmation`];

(hasTestServer ? describe : describe.skip)('suspending at Stripe', function () {
  this.timeout(60_000);

  for (const policy of ['flag', 'stripe_pause_collection'] as const) {
    describe(`policy ${policy}: a payment around the suspension of day 14`, () => {
      const lab = useLab({ SUSPENSION_POLICY: policy });

      it('one second before it: nothing was ever suspended', async () => {
        const story = await failPayment(lab(), anInvoice(lab()));
        await story.skipToDay(14 - SECOND);
        await pay(lab(), story);
        assert.deepEqual(await story.ending(), ended('recovered', 'active'));
        await story.skipToDay(20);
        assert.deepEqual(await story.log(), [...WHOLE.slice(0, 3), 'day 14 confirmation']);
        assert.equal(collectionOf(lab(), story), 'collecting');
        assert.deepEqual(writes(lab()), []);
      });

      it('one second after it: access is back within seconds', async () => {
        const story = await failPayment(lab(), anInvoice(lab()));
        await story.skipToDay(14);
        await story.untilSent(4);
        await story.skipToDay(14 + SECOND);
        await pay(lab(), story);
        assert.deepEqual(await story.ending(), ended('recovered_late', 'active'));
        assert.match(await story.textOf('confirmation'), /your access is back/);
        assert.deepEqual(await story.log(), THANKED(14));
        assert.equal(collectionOf(lab(), story), 'collecting');
      });
    });
  }

  describe('policy stripe_pause_collection', () => {
    const lab = useLab({ SUSPENSION_POLICY: 'stripe_pause_collection' });

    it('pauses on day 14, once, and collects again when the money comes on day 20', async () => {
      const story = await failPayment(lab(), anInvoice(lab()));
      await story.skipToDay(13.9);
      assert.equal(collectionOf(lab(), story), 'collecting');
      await story.skipToDay(14.1);
      assert.equal(collectionOf(lab(), story), 'void');
      await story.skipToDay(20);
      await pay(lab(), story);
      assert.deepEqual(await story.ending(), ended('recovered_late', 'active'));
      assert.equal(collectionOf(lab(), story), 'collecting');
      assert.deepEqual(writes(lab()), ['POST 200', 'POST 200']);
      assert.deepEqual(await story.log(), THANKED(20));
    });

    it('paid on day 50, long after the recovery has lapsed: it collects again', async () => {
      const story = await failPayment(lab(), anInvoice(lab()));
      await story.skipToDay(45);
      assert.deepEqual(await story.ending(), ended('lapsed', 'suspended'));
      await story.skipToDay(50);
      await pay(lab(), story);
      await story.untilSent(5);
      assert.equal(collectionOf(lab(), story), 'collecting');
      assert.deepEqual(await story.ending(), ended('lapsed', 'active'));
    });

    it('Stripe answers 500 once: it is asked again, and the notice goes out the same day', async () => {
      const story = await failPayment(lab(), anInvoice(lab()));
      lab().stripe.setFault({ kind: 'status', status: 500, path: /subscriptions/, method: 'POST', times: 1 });
      await story.skipToDay(14.1);
      assert.deepEqual(writes(lab()), ['POST 500', 'POST 200']);
      assert.equal(collectionOf(lab(), story), 'void');
      assert.deepEqual(await story.log(), WHOLE);
    });

    it('its answer is lost: the next look finds it paused, and it is not asked twice', async () => {
      const story = await failPayment(lab(), anInvoice(lab()));
      lab().stripe.setFault({ kind: 'lost', path: /subscriptions/, method: 'POST' });
      await story.skipToDay(14.1);
      assert.equal(collectionOf(lab(), story), 'void');
      assert.deepEqual(await story.log(), WHOLE);
      lab().stripe.setFault(null);
      await story.skipToDay(20);
      await pay(lab(), story);
      await story.ending();
      assert.equal(collectionOf(lab(), story), 'collecting');
    });

    for (const [what, fault] of [
      ['Stripe had refused it until then', { kind: 'status', status: 500 }],
      ['Stripe had done it and not said so', { kind: 'lost' }],
    ] as const) {
      it(`paid half-way through the suspension, when ${what}: late, and ends active`, async () => {
        const story = await failPayment(lab(), anInvoice(lab()));
        await story.skipToDay(13.9);
        lab().stripe.setFault({ ...fault, path: /subscriptions/, method: 'POST' });
        await story.skipToDay(14);
        await eventually('Stripe was asked', () => writes(lab()).length > 0);
        await story.untilAsleep();
        assert.equal((await story.status()).access, 'suspended');
        await pay(lab(), story);
        lab().stripe.setFault(null);
        assert.deepEqual(await story.ending(), ended('recovered_late', 'active'));
        assert.equal(collectionOf(lab(), story), 'collecting');
        assert.match(await story.textOf('confirmation'), /your access is back/);
      });
    }

    it('a key without the right: waits, says so nowhere to the customer, and goes on after the repair', async () => {
      const story = await failPayment(lab(), anInvoice(lab()));
      lab().stripe.setFault({ kind: 'status', status: 403, path: /subscriptions/ });
      await story.skipToDay(15);
      assert.deepEqual(await story.log(), WHOLE.slice(0, 3));
      lab().stripe.setFault(null);
      await story.skipToDay(15.2);
      assert.equal((await story.log()).length, 4);
      assert.equal(collectionOf(lab(), story), 'void');
    });

    it('two unpaid invoices of one subscription: it collects again with the second payment only', async () => {
      const first = await failPayment(lab(), anInvoice(lab()));
      const { customer } = lab().stripe.state.invoices[first.invoiceId]!;
      const again = anInvoice(lab(), {}, { customer, subscription: subscriptionOf(lab(), first) });
      await first.skipToDay(1);
      const second = await failPayment(lab(), again);
      await first.skipToDay(18);
      assert.equal((await second.status()).access, 'suspended');
      assert.equal(writes(lab()).length, 1);
      await pay(lab(), first);
      assert.deepEqual(await first.ending(), ended('recovered_late', 'active'));
      assert.match(await first.textOf('confirmation'), /Another invoice is still open/);
      assert.equal(collectionOf(lab(), first), 'void');
      await pay(lab(), second);
      await second.ending();
      assert.equal(collectionOf(lab(), first), 'collecting');
    });

    it('paused by staff on day 2: it was theirs, and a late payment leaves it', async () => {
      const story = await failPayment(lab(), anInvoice(lab()));
      const subscription = lab().stripe.state.subscriptions[subscriptionOf(lab(), story)]!;
      subscription.pause_collection = { behavior: 'keep_as_draft', resumes_at: null };
      await story.skipToDay(20);
      await pay(lab(), story);
      assert.deepEqual(await story.ending(), ended('recovered_late', 'active'));
      assert.equal(collectionOf(lab(), story), 'keep_as_draft');
      assert.deepEqual(writes(lab()), []);
    });

    it('without a subscription there is nothing to pause: the fact alone', async () => {
      const story = await failPayment(lab(), anInvoice(lab(), {}, { subscription: null }));
      await story.skipToDay(14.1);
      assert.equal((await story.status()).access, 'suspended');
      assert.deepEqual(writes(lab()), []);
    });
  });

  describe('policy stripe_cancel', () => {
    const lab = useLab({ SUSPENSION_POLICY: 'stripe_cancel' });

    it('cancels on day 14; our own cancellation does not end the recovery, and day 20 is too late', async () => {
      const story = await failPayment(lab(), anInvoice(lab()));
      await story.skipToDay(7.1);
      assert.match(await story.textOf('final_notice'), /your subscription will end on/);
      await story.skipToDay(14.1);
      await untilRelayed(lab());
      assert.deepEqual(cancellations(lab()), ['cancellation_requested']);
      assert.equal((await story.status()).outcome, null);
      assert.match(await story.textOf('suspension'), /Your subscription has ended because/);
      await story.skipToDay(20);
      await pay(lab(), story);
      assert.deepEqual(await story.ending(), ended('recovered_late', 'suspended'));
      assert.match(await story.textOf('confirmation'), /Your subscription had ended/);
      assert.deepEqual(await story.log(), THANKED(20));
      assert.deepEqual(writes(lab()), ['DELETE 200']);
    });

    it('paid one second before: it is never cancelled', async () => {
      const story = await failPayment(lab(), anInvoice(lab()));
      await story.skipToDay(14 - SECOND);
      await pay(lab(), story);
      assert.deepEqual(await story.ending(), ended('recovered', 'active'));
      await story.skipToDay(20);
      assert.deepEqual(writes(lab()), []);
    });

    // Heard of while access is being suspended, the money is in time; found afterwards, it is late.
    for (const [how, payNow, outcome] of [
      ['and the webhook is here', (story: Story) => pay(lab(), story), 'recovered'],
      ['and nobody says so', (story: Story) => payUnheard(lab(), story), 'recovered_late'],
    ] as const) {
      it(`paid between the suspension and the request, ${how}: it is not cancelled`, async () => {
        const story = await failPayment(lab(), anInvoice(lab()));
        await story.skipToDay(13.9);
        const hold = lab().stripe.holdAnswer(`/v1/subscriptions/${subscriptionOf(lab(), story)}`);
        const skipping = story.skipToDay(14);
        await hold.reached;
        await payNow(story);
        hold.release();
        await skipping;
        assert.deepEqual(await story.ending(), ended(outcome, 'active'));
        assert.deepEqual(writes(lab()), []);
        assert.deepEqual(await story.log(), [...WHOLE.slice(0, 3), 'day 14 confirmation']);
      });
    }

    it('the answer is lost: the next look finds it over, and it counts as ours', async () => {
      const story = await failPayment(lab(), anInvoice(lab()));
      lab().stripe.setFault({ kind: 'lost', path: /subscriptions/, method: 'DELETE', times: 5 });
      await story.skipToDay(14.1);
      await untilRelayed(lab());
      assert.equal(cancellations(lab()).length, 1);
      assert.deepEqual(await policies(lab()), ['stripe_cancel']);
      assert.deepEqual(await story.log(), WHOLE);
    });

    it('500 once: cancelled with the second try, once', async () => {
      const story = await failPayment(lab(), anInvoice(lab()));
      lab().stripe.setFault({
        kind: 'status',
        status: 500,
        path: /subscriptions/,
        method: 'DELETE',
        times: 1,
      });
      await story.skipToDay(14.1);
      assert.deepEqual(writes(lab()), ['DELETE 500', 'DELETE 200']);
      assert.deepEqual(await story.log(), WHOLE);
    });

    it('already over at Stripe, which never told: recorded as its doing, and nothing is asked', async () => {
      const story = await failPayment(lab(), anInvoice(lab()));
      lab().stripe.state.subscriptions[subscriptionOf(lab(), story)]!.status = 'canceled';
      await story.skipToDay(14.1);
      assert.deepEqual(await policies(lab()), ['processor']);
      assert.deepEqual(writes(lab()), []);
      assert.deepEqual(await story.log(), WHOLE);
    });
  });
});

/** No webhook comes, and the look at the invoice is too old to count by now. */
async function payUnheard({ stripe }: Lab, { invoiceId }: Pick<Story, 'invoiceId'>): Promise<void> {
  stripe.payInvoiceSilently(invoiceId);
  await delay(2_500);
}

function subscriptionOf({ stripe }: Lab, { invoiceId }: Pick<Story, 'invoiceId'>): string {
  return stripe.state.invoices[invoiceId]!.parent!.subscription_details.subscription;
}

/** `collecting`, or what happens to new invoices instead. */
function collectionOf(lab: Lab, story: Pick<Story, 'invoiceId'>): string {
  return (
    lab.stripe.state.subscriptions[subscriptionOf(lab, story)]!.pause_collection?.behavior ?? 'collecting'
  );
}

/** Every request that would change something at Stripe, with its answer. */
function writes({ stripe }: Lab): string[] {
  return stripe.requests
    .filter(({ method }) => method !== 'GET')
    .map(({ method, status }) => `${method} ${status}`);
}

/** Why each subscription was cancelled, as Stripe's events said it. */
function cancellations({ stripe }: Lab): unknown[] {
  return stripe.state.events
    .filter(({ type }) => type === 'customer.subscription.deleted')
    .map(({ data }) => (data.object['cancellation_details'] as { reason: string }).reason);
}

async function policies({ database }: Lab): Promise<string[]> {
  const rows = await database.db.selectFrom('access_suspensions').select('policy').execute();
  return rows.map(({ policy }) => policy);
}

function ended(outcome: string, access: 'active' | 'suspended') {
  return { run: 'COMPLETED', outcome, access };
}
