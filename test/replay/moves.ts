import { DAY_MS } from '../../src/domain/duration.ts';
import { toInstant, type IsoInstant } from '../../src/domain/instant.ts';
import { customerRepliedSignal } from '../../src/workflows/messages.ts';
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

/** No webhook tells of the payment: whoever looks next does. Goes on until `until`. */
export async function paidUnheard(
  lab: Lab,
  { day, until }: { readonly day: number; readonly until: number },
): Promise<Story> {
  const story = await untilDay(lab, day);
  lab.stripe.payInvoiceSilently(story.invoiceId);
  await story.skipToDay(until);
  return story;
}

/** Paid once so many messages were sent, and the last one's step is over. */
export async function paidAfter(lab: Lab, story: Story, messages: number): Promise<Story> {
  await story.untilSent(messages);
  await untilAsleep(story);
  return paid(lab, story);
}

export interface Reply {
  readonly replyId: string;
  /** Counted from the first failure; null holds until staff release it. */
  readonly untilDay: number | null;
  readonly hold?: 'promise' | 'dispute';
}

/** The customer answers, and the recovery holds. */
export async function reply(story: Story, { untilDay: day, ...told }: Reply): Promise<void> {
  const holdUntil = day === null ? null : dayOf(story, day);
  await story.handle.signal(customerRepliedSignal, { holdUntil, ...told });
}

/** The instant of a day of the recovery. */
export function dayOf({ firstFailure }: Story, day: number): IsoInstant {
  return toInstant(firstFailure + day * DAY_MS);
}
