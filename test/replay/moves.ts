import type { Lab } from '../support/lab.ts';
import { anInvoice, failPayment, pay, type Story } from '../support/story.ts';
import { untilAsleep } from './walk.ts';

/** Fails for a new customer, and goes on until this day. */
export async function untilDay(lab: Lab, day: number): Promise<Story> {
  const story = await failPayment(lab, anInvoice(lab));
  await story.skipToDay(day);
  return story;
}

export async function paid(lab: Lab, story: Story): Promise<Story> {
  await pay(lab, story);
  return story;
}

export async function paidOn(lab: Lab, story: Story, day: number): Promise<Story> {
  await story.skipToDay(day);
  return paid(lab, story);
}

/** Paid once so many messages were sent, and the last one's step is over. */
export async function paidAfter(lab: Lab, story: Story, messages: number): Promise<Story> {
  await story.untilSent(messages);
  await untilAsleep(story);
  return paid(lab, story);
}
