import { DAY_MS } from '../../../src/domain/duration.ts';
import * as messages from '../../../src/workflows/messages.ts';
import { anInvoice, failPayment, pay } from '../../support/story.ts';
import { untilDay } from '../moves.ts';
import { FIRST, NIGHT, open, STAFF, THREE, TWO, WHOLE, type Path } from '../path.ts';
import { untilAsleep } from '../walk.ts';

/** One that still waits, per wait: this is how a deploy meets running recoveries. */
export const OPEN: readonly Path[] = [
  { name: 'open-before-second-notice', tell: (lab) => untilDay(lab, 1), sent: FIRST, ends: open() },
  { name: 'open-before-final-notice', tell: (lab) => untilDay(lab, 5), sent: TWO, ends: open() },
  { name: 'open-before-suspension', tell: (lab) => untilDay(lab, 10), sent: THREE, ends: open() },
  { name: 'open-in-winback', tell: (lab) => untilDay(lab, 20), sent: WHOLE, ends: open('suspended') },
  {
    name: 'open-during-a-send',
    tell: async (lab) => {
      lab.rapiwa.setAnswer('held', { times: 1 });
      const story = await failPayment(lab, anInvoice(lab));
      await story.untilSent(1);
      return story;
    },
    sent: FIRST,
    ends: open(),
  },
  {
    name: 'open-paused',
    tell: async (lab) => {
      const story = await untilDay(lab, 1);
      await story.handle.executeUpdate(messages.pauseRecoveryUpdate, { args: [STAFF] });
      return story;
    },
    sent: FIRST,
    ends: open(),
  },
  {
    name: 'open-without-a-number',
    tell: async (lab) => {
      const story = await failPayment(lab, anInvoice(lab, { whatsappPhone: null }));
      await untilAsleep(story);
      await story.skipToDay(0.9);
      return story;
    },
    sent: [],
    ends: open(),
  },
  {
    name: 'open-final-notice-unknown',
    tell: async (lab) => {
      const story = await untilDay(lab, 6);
      lab.rapiwa.setAnswer('reset_after_accept', { times: 1 });
      await story.skipToDay(14.4);
      return story;
    },
    sent: THREE,
    ends: open(),
  },
  {
    name: 'open-until-the-window',
    tell: async (lab) => {
      await lab.clock.skipTo((await lab.clock.now()) + NIGHT * DAY_MS);
      const story = await failPayment(lab, anInvoice(lab));
      await untilAsleep(story);
      return story;
    },
    sent: [],
    ends: open(),
  },
  {
    name: 'open-before-the-thanks',
    tell: async (lab) => {
      const story = await untilDay(lab, 20 + NIGHT);
      await pay(lab, story);
      await story.untilStatus('access is back', ({ access }) => access === 'active');
      await untilAsleep(story);
      return story;
    },
    sent: WHOLE,
    ends: open('active', 'recovered_late'),
  },
];
