import * as messages from '../../../src/workflows/messages.ts';
import type { Lab } from '../../support/lab.ts';
import { anInvoice, failPayment, pay, tell, untilRelayed, type Story } from '../../support/story.ts';
import { dayOf, paidOn, reply, untilDay } from '../moves.ts';
import { cancelled, completed, FIRST, NIGHT, STAFF, THREE, TWO, WHOLE, type Path } from '../path.ts';
import { untilAsleep, untilCutOff } from '../walk.ts';

/** What people do to a recovery: cancel, pause, resume, hurry. */
export const STAFF_ACTIONS: readonly Path[] = [
  {
    name: 'cancelled-while-sleeping',
    tell: async (lab) => {
      const story = await untilDay(lab, 1);
      await story.handle.cancel();
      return story;
    },
    sent: FIRST,
    ends: cancelled(),
  },
  {
    name: 'cancelled-during-a-send',
    tell: async (lab) => {
      lab.rapiwa.setAnswer('held', { times: 1 });
      const story = await failPayment(lab, anInvoice(lab));
      await story.untilSent(1);
      await story.handle.cancel();
      await untilCutOff(story);
      lab.rapiwa.release();
      return story;
    },
    sent: FIRST,
    ends: cancelled(),
  },
  {
    name: 'cancelled-before-the-first-task',
    tell: async (lab) => {
      await lab.stopWorker();
      const story = tell(lab, anInvoice(lab), lab.clock.sync());
      lab.stripe.failInvoice(story.invoiceId);
      await untilRelayed(lab);
      await story.handle.cancel();
      await lab.startWorker();
      return story;
    },
    sent: [],
    ends: cancelled(),
  },
  {
    name: 'cancelled-while-the-thanks-wait',
    tell: async (lab) => {
      const story = await untilDay(lab, 3 + NIGHT);
      await pay(lab, story);
      await story.untilStatus('paid', ({ outcome }) => outcome === 'recovered');
      await untilAsleep(story);
      await story.handle.cancel();
      await story.skipToDay(4);
      return story;
    },
    sent: [...TWO, 'day 3 confirmation'],
    ends: cancelled('recovered'),
  },
  {
    name: 'cancelled-by-staff',
    tell: async (lab) => {
      const story = await untilDay(lab, 4);
      await story.handle.executeUpdate(messages.cancelRecoveryUpdate, { args: [STAFF] });
      return story;
    },
    sent: TWO,
    ends: completed('cancelled'),
  },
  {
    name: 'paused-until-day-5',
    tell: async (lab) => {
      return paidOn(lab, await pausedUntilDay(lab, 5), 6);
    },
    sent: [...FIRST, 'day 5 second_notice', 'day 6 confirmation'],
    ends: completed('recovered'),
  },
  {
    // The friendly notice would be stale by then.
    name: 'paused-until-day-8',
    tell: async (lab) => {
      return paidOn(lab, await pausedUntilDay(lab, 8), 9);
    },
    sent: [...FIRST, 'day 8 final_notice', 'day 9 confirmation'],
    ends: completed('recovered'),
  },
  {
    // Two replies and a pause: the longest hold decides, and which one is shown changes.
    name: 'held-twice',
    tell: async (lab) => {
      const story = await failPayment(lab, anInvoice(lab));
      await story.skipToDay(1);
      await reply(story, { replyId: 'reply-1', untilDay: 4 });
      await untilAsleep(story);
      await story.handle.executeUpdate(messages.pauseRecoveryUpdate, {
        args: [{ ...STAFF, until: dayOf(story, 5) }],
      });
      await story.skipToDay(2);
      await reply(story, { replyId: 'reply-2', untilDay: 3 });
      return paidOn(lab, story, 6);
    },
    sent: [...FIRST, 'day 5 second_notice', 'day 6 confirmation'],
    ends: completed('recovered'),
  },
  {
    name: 'paused-and-resumed',
    tell: async (lab) => {
      const story = await untilDay(lab, 1);
      await story.handle.executeUpdate(messages.pauseRecoveryUpdate, { args: [STAFF] });
      await story.skipToDay(6);
      await story.handle.executeUpdate(messages.resumeRecoveryUpdate, { args: [STAFF] });
      await story.skipToDay(45);
      return story;
    },
    sent: [...FIRST, 'day 6 second_notice', 'day 7 final_notice', 'day 14 suspension'],
    ends: completed('lapsed', 'suspended'),
  },
  {
    name: 'paused-until-it-lapsed',
    tell: async (lab) => {
      const story = await untilDay(lab, 4);
      await story.handle.executeUpdate(messages.pauseRecoveryUpdate, { args: [STAFF] });
      await story.skipToDay(45);
      return story;
    },
    sent: TWO,
    ends: completed('lapsed'),
  },
  {
    name: 'next-step-sent-now',
    tell: async (lab) => {
      const story = await untilDay(lab, 1);
      await story.handle.executeUpdate(messages.sendNextStepNowUpdate, { args: [STAFF] });
      await story.untilSent(2);
      return paidOn(lab, story, 8);
    },
    sent: [...FIRST, 'day 1 second_notice', 'day 7 final_notice', 'day 8 confirmation'],
    ends: completed('recovered'),
  },
  {
    // The date that the final notice printed is kept: the suspension waits for it.
    name: 'suspension-asked-for-early',
    tell: async (lab) => {
      const story = await untilDay(lab, 9);
      await story.handle.executeUpdate(messages.sendNextStepNowUpdate, { args: [STAFF] });
      await story.skipToDay(13.9);
      const sent = await story.log();
      if (sent.length !== THREE.length) throw new Error(`suspended before its date: ${sent.join(', ')}`);
      await story.skipToDay(45);
      return story;
    },
    sent: WHOLE,
    ends: completed('lapsed', 'suspended'),
  },
];

/** Paused on day 1. */
async function pausedUntilDay(lab: Lab, day: number): Promise<Story> {
  const story = await untilDay(lab, 1);
  const until = dayOf(story, day);
  await story.handle.executeUpdate(messages.pauseRecoveryUpdate, { args: [{ ...STAFF, until }] });
  return story;
}
