import { DAY_MS } from '../../../src/domain/duration.ts';
import { toInstant } from '../../../src/domain/instant.ts';
import * as messages from '../../../src/workflows/messages.ts';
import type { Lab } from '../../support/lab.ts';
import {
  aNumber,
  anInvoice,
  changeNumber,
  failPayment,
  pay,
  tell,
  untilRelayed,
  type Story,
} from '../../support/story.ts';
import { paid, paidAfter, paidOn, reply, untilDay } from '../moves.ts';
import { completed, FIRST, NIGHT, THREE, TWO, WHOLE, type Path } from '../path.ts';
import { untilAsleep } from '../walk.ts';

/** Deferrals, holds, lost answers, outages: every other way in which a step or a wait can go. */
export const TROUBLES: readonly Path[] = [
  {
    name: 'unknown-delivery',
    tell: async (lab) => {
      const story = await failPayment(lab, anInvoice(lab));
      await story.untilSent(1);
      lab.rapiwa.setAnswer('reset_after_accept', { times: 1 });
      return paidOn(lab, story, 4);
    },
    sent: [...TWO, 'day 4 confirmation'],
    ends: completed('recovered'),
  },
  {
    // Held from day 14 on; the shorter winback window keeps its rechecks few.
    name: 'final-notice-unknown',
    env: { WINBACK_WINDOW: '2d' },
    tell: async (lab) => {
      const story = await untilDay(lab, 6);
      lab.rapiwa.setAnswer('reset_after_accept', { times: 1 });
      await story.skipToDay(17);
      return story;
    },
    sent: THREE,
    ends: completed('lapsed'),
  },
  {
    name: 'opted-out',
    env: { WINBACK_WINDOW: '1d' },
    tell: async (lab) => {
      const story = await untilDay(lab, 1);
      await optOut(lab);
      await story.handle.signal(messages.contactOptedOutSignal, { at: toInstant(await lab.clock.now()) });
      await story.skipToDay(16);
      return story;
    },
    sent: FIRST,
    ends: completed('lapsed'),
  },
  {
    name: 'number-missing-then-given',
    tell: async (lab) => {
      const story = await failPayment(lab, anInvoice(lab, { whatsappPhone: null }));
      await story.untilStatus('held', ({ hold }) => hold === 'no_channel');
      changeNumber(lab, story.invoiceId, aNumber());
      return paidOn(lab, story, 2);
    },
    sent: [...FIRST, 'day 2 confirmation'],
    ends: completed('recovered'),
  },
  {
    name: 'channel-repaired',
    tell: async (lab) => {
      const story = await failPayment(lab, anInvoice(lab));
      await story.untilSent(1);
      lab.rapiwa.setAnswer('not_connected', { times: 2 });
      return paidOn(lab, story, 4);
    },
    sent: [
      ...FIRST,
      'day 3 second_notice (not_connected)',
      'day 3 second_notice (not_connected)',
      'day 3 second_notice',
      'day 4 confirmation',
    ],
    ends: completed('recovered'),
  },
  {
    name: 'processor-unreachable',
    tell: async (lab) => {
      const story = await untilDay(lab, 2);
      lab.stripe.setFault({ kind: 'status', status: 503 });
      await story.skipToDay(3 + 1 / 24 / 60);
      lab.stripe.setFault(null);
      return paidOn(lab, story, 4);
    },
    sent: [...TWO, 'day 4 confirmation'],
    ends: completed('recovered'),
  },
  {
    name: 'rate-limited',
    tell: async (lab) => {
      const story = await failPayment(lab, anInvoice(lab));
      await story.untilSent(1);
      lab.rapiwa.setAnswer('rate_limited', { times: 1, retryAfter: 3600 });
      return paidOn(lab, story, 4);
    },
    sent: [...FIRST, 'day 3 second_notice (rate_limited)', 'day 3 second_notice', 'day 4 confirmation'],
    ends: completed('recovered'),
  },
  {
    name: 'first-failed-at-night',
    tell: async (lab) => {
      await lab.clock.skipTo((await lab.clock.now()) + NIGHT * DAY_MS);
      const story = await failPayment(lab, anInvoice(lab));
      await untilAsleep(story);
      await story.skipToDay(4);
      await pay(lab, story);
      await story.skipToDay(5);
      return story;
    },
    sent: [...TWO, 'day 4 confirmation'],
    ends: completed('recovered'),
  },
  {
    // As after an outage of everything: what would be stale is skipped.
    name: 'first-told-on-day-8',
    tell: async (lab) => {
      const story = await toldOnDay(lab, 8);
      return paidOn(lab, story, 9);
    },
    sent: ['day 8 final_notice', 'day 9 confirmation'],
    ends: completed('recovered'),
  },
  {
    // Access ends three days after the late final notice, on an allowed weekday; the winback window counts from there.
    name: 'first-told-on-day-16',
    tell: async (lab) => {
      const story = await toldOnDay(lab, 16);
      await story.skipToDay(52);
      return story;
    },
    sent: ['day 16 final_notice', 'day 20 suspension'],
    ends: completed('lapsed', 'suspended'),
  },
  {
    name: 'first-told-on-day-45',
    tell: (lab) => toldOnDay(lab, 45),
    sent: [],
    ends: completed('lapsed'),
  },
  {
    name: 'worker-restarted',
    lab: { cachedWorkflows: 0 },
    tell: async (lab) => {
      const story = await failPayment(lab, anInvoice(lab));
      for (const day of [1, 5, 10]) {
        await story.skipToDay(day);
        await lab.stopWorker();
        await lab.startWorker();
      }
      await story.skipToDay(45);
      return story;
    },
    sent: WHOLE,
    ends: completed('lapsed', 'suspended'),
  },
  {
    name: 'customer-replied',
    tell: async (lab) => {
      const story = await untilDay(lab, 1);
      await reply(story, { replyId: 'reply-1', untilDay: 5 });
      await reply(story, { replyId: 'reply-1', untilDay: 10 });
      await reply(story, { replyId: 'reply-2', untilDay: null });
      return paidOn(lab, story, 6);
    },
    sent: [...FIRST, 'day 5 second_notice', 'day 6 confirmation'],
    ends: completed('recovered'),
  },
  {
    name: 'reply-hold-released',
    tell: async (lab) => {
      const story = await untilDay(lab, 1);
      await reply(story, { replyId: 'reply-1', untilDay: 10 });
      await story.skipToDay(4);
      await story.handle.signal(messages.holdReleasedSignal, { hold: 'reply' });
      return paidAfter(lab, story, 2);
    },
    sent: [...FIRST, 'day 4 second_notice', 'day 4 confirmation'],
    ends: completed('recovered'),
  },
  {
    name: 'failed-again',
    tell: async (lab) => {
      const story = await untilDay(lab, 2);
      lab.stripe.failInvoice(story.invoiceId);
      await untilRelayed(lab);
      await story.skipToDay(4);
      lab.stripe.requireAction(story.invoiceId);
      await untilRelayed(lab);
      return paid(lab, story);
    },
    sent: [...TWO, 'day 4 confirmation'],
    ends: completed('recovered'),
  },
];

async function toldOnDay(lab: Lab, day: number): Promise<Story> {
  const firstFailure = Math.floor(lab.clock.sync() / 1000) * 1000;
  await lab.clock.skipTo(firstFailure + day * DAY_MS);
  const invoiceId = anInvoice(lab);
  lab.stripe.failInvoice(invoiceId, { created: firstFailure / 1000 });
  await untilRelayed(lab);
  return tell(lab, invoiceId, firstFailure);
}

/** Everyone this lab has written to: its one customer. */
async function optOut({ database: { db }, clock }: Lab): Promise<void> {
  const recorded_at = toInstant(await clock.now());
  const contacts = await db.selectFrom('contacts').select('phone_hash').execute();
  const optOuts = contacts.map(({ phone_hash }) => ({ phone_hash, origin: 'reply', recorded_at }));
  await db.insertInto('opt_outs').values(optOuts).execute();
}
