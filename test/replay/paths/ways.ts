import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { resumeRecoveryUpdate } from '../../../src/workflows/messages.ts';
import { startByHand } from '../../support/start-by-hand.ts';
import { aNumber, anInvoice, failPayment, pay, tell, untilRelayed } from '../../support/story.ts';
import { paidAfter, paidOn, reply, untilDay } from '../moves.ts';
import { completed, FIRST, STAFF, TWO, type Path } from '../path.ts';
import { untilAsleep } from '../walk.ts';

const OWN = fileURLToPath(new URL('../../fixtures/sequences', import.meta.url));

/** Other ways for a step to be said, or not to be: by e-mail, in another invoice's message, in shadow only. */
export const WAYS: readonly Path[] = [
  {
    name: 'lost-answer-covered-by-email',
    lab: { email: true },
    tell: async (lab) => {
      const story = await failPayment(lab, anInvoice(lab));
      await story.untilSent(1);
      lab.rapiwa.setAnswer('reset_after_accept', { times: 1 });
      return paidOn(lab, story, 4);
    },
    sent: [...TWO, 'day 3 second_notice by email', 'day 4 confirmation'],
    ends: completed('recovered'),
  },
  {
    name: 'without-a-number-by-email',
    lab: { email: true },
    tell: async (lab) => {
      const story = await failPayment(lab, anInvoice(lab, { whatsappPhone: null }));
      return paidOn(lab, story, 4);
    },
    sent: ['day 0 first_notice by email', 'day 3 second_notice by email', 'day 4 confirmation by email'],
    ends: completed('recovered'),
  },
  {
    // The second of two invoices of one customer that fail at once: whichever speaks names the other.
    name: 'merged-into-another-invoice',
    tell: async (lab) => {
      const customer = lab.stripe.createCustomer({
        name: 'Maria Silva',
        whatsappPhone: aNumber(),
        timeZone: 'UTC',
      }).id;
      await lab.stopWorker();
      const stories = [1999, 500].map((amount) => {
        const invoice = anInvoice(lab, {}, { customer, amount });
        lab.stripe.failInvoice(invoice);
        return tell(lab, invoice, Math.floor(lab.clock.sync() / 1000) * 1000);
      });
      await untilRelayed(lab);
      await lab.startWorker();
      await stories[0]!.skipToDay(1 / 24);
      for (const story of stories) {
        await story.untilStatus('it goes on', ({ currentStep }) => currentStep === 'second_notice');
        await untilAsleep(story);
      }
      const logs = await Promise.all(stories.map((story) => story.log()));
      const merged = stories[logs.findIndex((log) => log.length === 0)]!;
      await pay(lab, merged);
      return merged;
    },
    sent: [],
    ends: completed('recovered'),
  },
  {
    name: 'told-to-stop-then-paid',
    tell: async (lab) => {
      const story = await failPayment(lab, anInvoice(lab));
      await untilAsleep(story);
      await story.handle.signal('contactOptedOut', {
        at: new Date(story.firstFailure + 1_000).toISOString(),
      });
      return paidOn(lab, story, 4);
    },
    sent: FIRST,
    ends: completed('recovered'),
  },
  {
    // By whoever has the Temporal client: the launcher's search attributes are missing.
    name: 'started-by-hand',
    tell: async (lab) => {
      const story = await startByHand(lab, { offset: 'P3D', version: 1 });
      await story.untilSent(1);
      await untilAsleep(story);
      return paidOn(lab, story, 4);
    },
    sent: [...TWO, 'day 4 confirmation'],
    ends: completed('recovered'),
  },
  {
    name: 'shown-in-shadow',
    env: { SEND_MODE: 'shadow', WINBACK_WINDOW: '1d' },
    tell: async (lab) => {
      const story = await untilDay(lab, 16);
      return story;
    },
    sent: [],
    ends: completed('lapsed'),
  },
  {
    name: 'steps-of-ones-own',
    env: { SEQUENCES_DIR: OWN, TEMPLATES_DIR: join(OWN, 'texts') },
    lab: { email: true },
    tell: async (lab) => {
      const story = await failPayment(lab, anInvoice(lab, {}, { metadata: { tier: 'club' } }));
      await story.skipToDay(19);
      return story;
    },
    sent: ['day 1 nudge', 'day 5 deadline', 'day 8 doors_closed'],
    ends: completed('lapsed', 'suspended'),
  },
  {
    name: 'promised-until-day-5',
    tell: async (lab) => {
      const story = await untilDay(lab, 1);
      await reply(story, { replyId: 'reply-1', untilDay: 5, hold: 'promise' });
      return paidOn(lab, story, 6);
    },
    sent: [...FIRST, 'day 5 second_notice', 'day 6 confirmation'],
    ends: completed('recovered'),
  },
  {
    name: 'disputed-by-reply-then-resumed',
    tell: async (lab) => {
      const story = await untilDay(lab, 1);
      await reply(story, { replyId: 'reply-1', untilDay: null, hold: 'dispute' });
      await story.skipToDay(4);
      await untilAsleep(story);
      await story.handle.executeUpdate(resumeRecoveryUpdate, { args: [STAFF] });
      return paidAfter(lab, story, 2);
    },
    sent: [...FIRST, 'day 4 second_notice', 'day 4 confirmation'],
    ends: completed('recovered'),
  },
];
