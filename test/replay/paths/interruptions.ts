import { sql } from 'kysely';
import * as messages from '../../../src/workflows/messages.ts';
import { untilFailed } from '../../support/failures.ts';
import type { Lab } from '../../support/lab.ts';
import { anInvoice, failPayment, tell, type Story } from '../../support/story.ts';
import { paid, paidAfter, paidOn, untilDay } from '../moves.ts';
import { cancelled, completed, FIRST, STAFF, THREE, type Path } from '../path.ts';
import { untilAsleep, untilCutOff } from '../walk.ts';
import { untilUnderstood } from '../../support/lookups.ts';

/** Decisions that meet an attempt at work, an attempt that keeps failing, or a hold of the step's own. */
export const INTERRUPTIONS: readonly Path[] = [
  {
    name: 'paid-while-a-notice-fails',
    tell: async (lab) => {
      const story = await withFailingNotice(lab);
      return paid(lab, story);
    },
    sent: [],
    ends: completed('recovered'),
  },
  {
    name: 'paid-while-the-suspension-fails',
    tell: async (lab) => {
      const story = await untilDay(lab, 13.9);
      await refuse(lab, 'access_suspensions');
      await story.skipToDay(14);
      await untilFailed(story);
      return paid(lab, story);
    },
    sent: [...THREE, 'day 14 confirmation'],
    ends: completed('recovered'),
  },
  {
    name: 'notice-fails-until-the-database-is-mended',
    tell: async (lab) => {
      const story = await withFailingNotice(lab);
      await story.skipToDay(0.01);
      await accept(lab, 'deliveries');
      return paidOn(lab, story, 1);
    },
    sent: [...FIRST, 'day 1 confirmation'],
    ends: completed('recovered'),
  },
  {
    name: 'disputed-then-closed',
    tell: async (lab) => {
      const story = await untilDay(lab, 1);
      const dispute = lab.stripe.openDispute(story.invoiceId);
      await untilUnderstood(lab);
      await story.skipToDay(8);
      lab.stripe.closeDispute(dispute.id, 'won');
      await untilUnderstood(lab);
      return paidAfter(lab, story, 2);
    },
    sent: [...FIRST, 'day 8 final_notice', 'day 8 confirmation'],
    ends: completed('recovered'),
  },
  {
    // The ledger knows it: the step itself reports the hold.
    name: 'disputed-before-failed',
    tell: async (lab) => {
      const { stripe, clock } = lab;
      const story = tell(lab, anInvoice(lab), clock.sync());
      stripe.openDispute(story.invoiceId);
      await untilUnderstood(lab);
      stripe.failInvoice(story.invoiceId);
      await stripe.untilDelivered();
      await story.untilStatus('held', ({ hold }) => hold === 'dispute');
      await untilAsleep(story);
      await story.handle.signal(messages.holdReleasedSignal, { hold: 'dispute' });
      return paidAfter(lab, story, 1);
    },
    sent: [...FIRST, 'day 0 confirmation'],
    ends: completed('recovered'),
  },
  {
    name: 'cancelled-while-a-notice-fails',
    tell: async (lab) => {
      const story = await withFailingNotice(lab);
      await story.handle.cancel();
      return story;
    },
    sent: [],
    ends: cancelled(),
  },
  {
    name: 'paused-while-a-notice-fails',
    tell: async (lab) => {
      const story = await withFailingNotice(lab);
      await story.handle.executeUpdate(messages.pauseRecoveryUpdate, { args: [STAFF] });
      await untilAsleep(story);
      await accept(lab, 'deliveries');
      await story.handle.executeUpdate(messages.resumeRecoveryUpdate, { args: [STAFF] });
      return paidAfter(lab, story, 1);
    },
    sent: [...FIRST, 'day 0 confirmation'],
    ends: completed('recovered'),
  },
  {
    name: 'paused-during-a-send',
    tell: async (lab) => {
      lab.rapiwa.setAnswer('held', { times: 1 });
      const story = await failPayment(lab, anInvoice(lab));
      await story.untilSent(1);
      await story.handle.executeUpdate(messages.pauseRecoveryUpdate, { args: [STAFF] });
      await untilCutOff(story);
      lab.rapiwa.release();
      await story.skipToDay(4);
      await story.handle.executeUpdate(messages.resumeRecoveryUpdate, { args: [STAFF] });
      return paidAfter(lab, story, 2);
    },
    sent: [...FIRST, 'day 4 second_notice', 'day 4 confirmation'],
    ends: completed('recovered'),
  },
  {
    name: 'paid-while-without-a-number',
    tell: async (lab) => {
      const story = await failPayment(lab, anInvoice(lab, { whatsappPhone: null }));
      await untilAsleep(story);
      return paid(lab, story);
    },
    sent: [],
    ends: completed('recovered'),
  },
  {
    // Resumed, the step is tried again at once, and held again.
    name: 'resumed-while-without-a-number',
    tell: async (lab) => {
      const story = await failPayment(lab, anInvoice(lab, { whatsappPhone: null }));
      await untilAsleep(story);
      await story.handle.executeUpdate(messages.resumeRecoveryUpdate, { args: [STAFF] });
      await untilAsleep(story);
      await story.handle.executeUpdate(messages.cancelRecoveryUpdate, { args: [STAFF] });
      return story;
    },
    sent: [],
    ends: completed('cancelled'),
  },
];

/** Its first notice is being tried again and again. */
async function withFailingNotice(lab: Lab): Promise<Story> {
  await refuse(lab, 'deliveries');
  const story = await failPayment(lab, anInvoice(lab));
  await untilFailed(story);
  return story;
}

/** From now on every attempt that writes such a row fails, and is tried again. */
async function refuse({ database: { db } }: Lab, table: 'deliveries' | 'access_suspensions'): Promise<void> {
  await sql`alter table ${sql.table(table)} add constraint broken check (false) not valid`.execute(db);
}

async function accept({ database: { db } }: Lab, table: 'deliveries'): Promise<void> {
  await sql`alter table ${sql.table(table)} drop constraint broken`.execute(db);
}
