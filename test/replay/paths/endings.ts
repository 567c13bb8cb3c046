import { restoreWorkflowId } from '../../../src/domain/ids.ts';
import type { Lab } from '../../support/lab.ts';
import { anInvoice, failPayment, pay, tell, untilRelayed, type Story } from '../../support/story.ts';
import { paid, paidUnheard, untilDay } from '../moves.ts';
import { completed, FIRST, NIGHT, THREE, TWO, WHOLE, type Path, type Told } from '../path.ts';

/** One per outcome, and per way to learn of it. */
export const ENDINGS: readonly Path[] = [
  {
    name: 'never-paid',
    tell: (lab) => untilDay(lab, 45),
    sent: WHOLE,
    ends: completed('lapsed', 'suspended'),
  },
  {
    // The last look tells of the payment.
    name: 'paid-in-the-winback-unheard',
    tell: (lab) => paidUnheard(lab, { day: 40, until: 44.1 }),
    sent: [...WHOLE, 'day 44 confirmation'],
    ends: completed('recovered_late'),
  },
  {
    name: 'paid-on-day-5',
    tell: async (lab) => paid(lab, await untilDay(lab, 5)),
    sent: [...TWO, 'day 5 confirmation'],
    ends: completed('recovered'),
  },
  {
    name: 'paid-during-the-first-send',
    tell: async (lab) => {
      lab.rapiwa.setAnswer('held', { times: 1 });
      const story = await failPayment(lab, anInvoice(lab));
      await story.untilSent(1);
      await pay(lab, story);
      await story.untilAnswered();
      lab.rapiwa.release();
      return story;
    },
    sent: [...FIRST, 'day 0 confirmation'],
    ends: completed('recovered'),
  },
  {
    name: 'paid-before-the-first-task',
    tell: async (lab) => {
      await lab.stopWorker();
      const story = await fail(lab);
      await pay(lab, story);
      await lab.startWorker();
      return story;
    },
    sent: [],
    ends: completed('recovered'),
  },
  {
    name: 'paid-before-failed',
    tell: async (lab) => {
      const { stripe, clock } = lab;
      const story = tell(lab, anInvoice(lab), clock.sync());
      const failed = stripe.event('invoice.payment_failed', stripe.state.invoices[story.invoiceId]!);
      await pay(lab, story);
      await stripe.deliver(failed);
      return story;
    },
    sent: [],
    ends: completed('recovered'),
  },
  {
    name: 'paid-unheard-before-a-notice',
    tell: (lab) => paidUnheard(lab, { day: 1, until: 3.1 }),
    sent: [...FIRST, 'day 3 confirmation'],
    ends: completed('recovered'),
  },
  {
    name: 'paid-unheard-before-the-suspension',
    tell: (lab) => paidUnheard(lab, { day: 13, until: 14.1 }),
    sent: [...THREE, 'day 14 confirmation'],
    ends: completed('recovered'),
  },
  {
    name: 'paid-late',
    tell: async (lab) => paid(lab, await untilDay(lab, 20)),
    sent: [...WHOLE, 'day 20 confirmation'],
    ends: completed('recovered_late'),
  },
  {
    name: 'paid-late-at-night',
    tell: async (lab) => {
      const story = await paid(lab, await untilDay(lab, 20 + NIGHT));
      await story.untilStatus('access is back', ({ access }) => access === 'active');
      await story.skipToDay(21);
      return story;
    },
    sent: [...WHOLE, 'day 20 confirmation'],
    ends: completed('recovered_late'),
  },
  {
    name: 'paid-after-lapse',
    tell: async (lab) => restored(await paid(lab, await untilDay(lab, 50))),
    sent: [...WHOLE, 'day 50 confirmation'],
    ends: completed('lapsed'),
  },
  {
    name: 'paid-after-lapse-at-night',
    tell: async (lab) => {
      const story = await paid(lab, await untilDay(lab, 50 + NIGHT));
      await story.skipToDay(51);
      return restored(story);
    },
    sent: [...WHOLE, 'day 50 confirmation'],
    ends: completed('lapsed'),
  },
  {
    name: 'paid-while-closing',
    lab: { cachedWorkflows: 0 },
    tell: async (lab) => closedThenPaid(lab, await untilDay(lab, 20)),
    sent: [...WHOLE, 'day 20 confirmation'],
    ends: completed('uncollectible'),
  },
  {
    name: 'paid-while-closing-never-suspended',
    lab: { cachedWorkflows: 0 },
    tell: async (lab) => closedThenPaid(lab, await untilDay(lab, 5)),
    sent: TWO,
    ends: completed('uncollectible'),
  },
  {
    name: 'voided',
    tell: async (lab) => {
      const story = await untilDay(lab, 5);
      lab.stripe.voidInvoice(story.invoiceId);
      return story;
    },
    sent: TWO,
    ends: completed('voided'),
  },
  {
    name: 'uncollectible',
    tell: async (lab) => {
      const story = await untilDay(lab, 20);
      lab.stripe.markUncollectible(story.invoiceId);
      return story;
    },
    sent: WHOLE,
    ends: completed('uncollectible', 'suspended'),
  },
  {
    name: 'subscription-ended',
    tell: async (lab) => {
      const story = await untilDay(lab, 1);
      lab.stripe.deleteCustomer(lab.stripe.state.invoices[story.invoiceId]!.customer);
      await story.skipToDay(3.1);
      return story;
    },
    sent: FIRST,
    ends: completed('subscription_ended'),
  },
];

/** Both are there when the worker is back: it ends as uncollectible and hears of the money before it has closed. */
async function closedThenPaid(lab: Lab, story: Story): Promise<Story> {
  await lab.stopWorker();
  lab.stripe.markUncollectible(story.invoiceId);
  await untilRelayed(lab);
  await pay(lab, story);
  await lab.startWorker();
  return story;
}

/** Fails without waiting for the first answer: there is no worker to give it. */
async function fail(lab: Lab): Promise<Story> {
  const story = tell(lab, anInvoice(lab), lab.clock.sync());
  lab.stripe.failInvoice(story.invoiceId);
  await untilRelayed(lab);
  return story;
}

/** The history of the run that gave access back, not of the recovery before it. */
function restored({ invoiceId, firstFailure }: Story): Told {
  const workflowId = restoreWorkflowId({ source: 'stripe', debtId: invoiceId });
  return { invoiceId, firstFailure, workflowId };
}
