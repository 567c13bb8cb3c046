import assert from 'node:assert/strict';
import { WorkflowNotFoundError } from '@temporalio/client';
import { concurrently, type Told } from '../support/concurrently.ts';
import { eventually } from '../support/eventually.ts';
import {
  recoveryOf,
  startProviders,
  untilStatus,
  type Debtor,
  type Providers,
} from '../support/providers.ts';
import { makeHome, type Home, type RunningService } from '../support/running-service.ts';
import { hasDevServer } from '../support/temporal.ts';

const DAY_MS = 3_000;
const DAYS = [0, 3, 7, 14];
const ASKED = ['first_notice', 'second_notice', 'final_notice', 'suspension'];
const needs = hasDevServer ? '' : ' (skipped: TEMPORAL_CLI_PATH is empty)';

(hasDevServer ? describe : describe.skip)(`npm start with a Stripe and a Rapiwa${needs}`, function () {
  this.timeout(120_000);
  let home: Home;
  let providers: Providers;
  let told: Told<ReturnType<typeof stories>>;

  before(async () => {
    [home, providers] = await Promise.all([makeHome(), startProviders()]);
    const service = await home.start({ ...providers.env, DAY_LENGTH: `${DAY_MS / 1000}s` });
    providers.stripe.setWebhookUrl(`${service.url}/webhooks/stripe`);
    // A service that has just started takes seconds over its first message, in which the others would become late.
    const first = providers.anInvoice();
    providers.stripe.failInvoice(first.invoiceId);
    await first.untilMessages(1);
    told = concurrently(stories(providers, service));
  });
  after(async () => {
    await home?.remove();
    await providers?.close();
  });

  it('asks three times, suspends, and says so: each when it is due', async () => {
    const { plan, messages, debtor, sentAt, answeredAt } = await told.wholeSequence;
    assert.deepEqual(debtor.received(), ASKED);
    const due = plan.map(({ dueAt }) => Date.parse(dueAt));
    const [acceptance] = due as [number];
    assert.ok(acceptance >= sentAt && acceptance <= answeredAt, 'day 0 is the acceptance of the webhook');
    assert.deepEqual(
      due.map((instant) => instant - acceptance),
      DAYS.map((day) => day * DAY_MS),
    );
    const late = messages.map(({ at }, index) => Date.parse(at) - due[index]!);
    const acceptedToFirst = Date.parse(messages[0]!.at) - answeredAt;
    console.log(`      accepted → first message ${acceptedToFirst} ms; due → message ${late.join(', ')} ms`);
    // None came after the next was due: it would be superseded, and missing above.
    for (const [index, ms] of late.entries()) {
      assert.ok(ms >= 0, `${ASKED[index]} came ${-ms} ms before it was due`);
    }
  });

  it('names the business, the amount and the page to pay on in every message', async () => {
    const { messages, debtor } = await told.wholeSequence;
    for (const { text } of messages) {
      for (const part of [providers.env['BUSINESS_NAME']!, '$19.99', debtor.payUrl, 'Maria Silva']) {
        assert.ok(text.includes(part), `${part} in: ${text}`);
      }
    }
  });

  it('stops at the payment, and thanks once', async () => {
    const { debtor, result } = await told.paidAfterSecond;
    assert.deepEqual(result, { outcome: 'recovered', access: 'active' });
    // Which has seen every instant at which this one would have been asked.
    await told.wholeSequence;
    assert.deepEqual(debtor.received(), ['first_notice', 'second_notice', 'confirmation']);
  });

  it('takes six deliveries of one event for one failed payment', async () => {
    const { debtor, statuses } = await told.copies;
    assert.deepEqual(statuses, Array(5).fill(200));
    await told.wholeSequence;
    assert.deepEqual(debtor.received(), ASKED);
  });

  it('sends nothing about an invoice that was paid before its failure was told', async () => {
    const { heard, unheard, results } = await told.alreadyPaid;
    assert.deepEqual(results, Array(2).fill({ outcome: 'recovered', access: 'active' }));
    await told.wholeSequence;
    assert.deepEqual([heard.received(), unheard.received()], [[], []]);
  });

  it('refuses a wrong signature and starts nothing', async () => {
    const { debtor, answer, service } = await told.forged;
    assert.equal(answer?.status, 400);
    await told.wholeSequence;
    await assert.rejects(recoveryOf(service.temporal, debtor.invoiceId).describe(), WorkflowNotFoundError);
    assert.deepEqual(debtor.received(), []);
  });

  it('writes yen as yen', async () => {
    const { text } = await told.yen;
    assert.match(text, /¥1,500 /);
    assert.doesNotMatch(text, /15\.00|1,500\.00/);
  });
});

function stories(providers: Providers, service: RunningService) {
  const { stripe } = providers;
  return {
    wholeSequence: () => wholeSequence(providers, service),
    paidAfterSecond: async () => {
      const debtor = providers.anInvoice();
      stripe.failInvoice(debtor.invoiceId);
      await debtor.untilMessages(2);
      stripe.payInvoice(debtor.invoiceId);
      const result: unknown = await recoveryOf(service.temporal, debtor.invoiceId).result();
      return { debtor, result };
    },
    copies: async () => {
      const debtor = providers.anInvoice();
      // Stripe's own delivery, and five more at the same moment.
      const event = stripe.failInvoice(debtor.invoiceId);
      const answers = await stripe.deliver(event, { copies: 5 });
      await debtor.untilMessages(ASKED.length, 60_000);
      return { debtor, statuses: answers.map(({ status }) => status) };
    },
    alreadyPaid: () => alreadyPaid(providers, service),
    forged: async () => {
      const debtor = providers.anInvoice();
      const event = stripe.event('invoice.payment_failed', stripe.state.invoices[debtor.invoiceId]!);
      const [answer] = await stripe.deliver(event, { secret: 'whsec_of_somebody_else' });
      return { debtor, answer, service };
    },
    yen: async () => {
      const debtor = providers.anInvoice({ amount: 1500, currency: 'jpy' });
      stripe.failInvoice(debtor.invoiceId);
      const [first] = await debtor.untilMessages(1);
      return { text: first!.text };
    },
  };
}

async function wholeSequence({ stripe, anInvoice }: Providers, { temporal }: RunningService) {
  const debtor = anInvoice();
  const sentAt = Date.now();
  const event = stripe.failInvoice(debtor.invoiceId);
  const delivery = await eventually('the webhook is accepted', () =>
    stripe.deliveries.find(({ eventId, status }) => eventId === event.id && status === 200),
  );
  const messages = await debtor.untilMessages(ASKED.length, 60_000);
  const { plan } = await untilStatus(temporal, debtor.invoiceId, () => true);
  return { debtor, messages, plan, sentAt, answeredAt: Date.parse(delivery.at) };
}

/** One payment that we were told of, before its failure; and one that only Stripe knows. */
async function alreadyPaid({ stripe, anInvoice }: Providers, { temporal }: RunningService) {
  const [heard, unheard] = [anInvoice(), anInvoice()] as [Debtor, Debtor];
  const failures = [heard, unheard].map(({ invoiceId }) => {
    return stripe.event('invoice.payment_failed', stripe.state.invoices[invoiceId]!);
  });
  const paid = stripe.payInvoice(heard.invoiceId);
  await eventually('the payment is accepted', () =>
    paid.every(({ id }) => stripe.deliveries.some(({ eventId, status }) => eventId === id && status === 200)),
  );
  stripe.payInvoiceSilently(unheard.invoiceId);
  for (const failure of failures) await stripe.deliver(failure);
  const results = await Promise.all(
    [heard, unheard].map(({ invoiceId }) =>
      eventually(`${invoiceId} ends`, async () => {
        const running = recoveryOf(temporal, invoiceId);
        return running.result().catch((error: unknown) => {
          if (error instanceof WorkflowNotFoundError) return null;
          throw error;
        });
      }),
    ),
  );
  return { heard, unheard, results };
}
