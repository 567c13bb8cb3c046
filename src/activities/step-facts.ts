import type { DeclineBranch } from '../domain/decline.ts';
import type { Channel } from '../domain/delivery.ts';
import type { DebtRef } from '../domain/ids.ts';
import { stepRole, type StepId } from '../domain/sequence.ts';
import type { Offer, SubscriptionFate } from '../messages/request.ts';
import type { RecoveryRecord } from '../ports/ledger.ts';
import type { ActivityDeps } from './deps.ts';
import { findDecline } from './find-decline.ts';
import { findOffer } from './find-offer.ts';
import type { OpenLook } from './look-at-invoice.ts';

/** What a step's text says beside the invoice itself. None of it can keep the message from going out. */
export interface StepFacts {
  readonly decline: DeclineBranch;
  readonly offer: Offer | null;
  readonly subscription: SubscriptionFate;
  /** Where to pay: our own link where there is one, else the page that the source showed just now; null: nowhere. */
  readonly payUrl: string | null;
}

export interface AskingForFacts {
  readonly record: RecoveryRecord;
  readonly step: StepId;
  readonly look: OpenLook;
  readonly channel: Channel;
}

/** Before the look is judged fresh: asking a processor takes its time, and what it said is found at once next time. */
export async function findFacts(
  deps: ActivityDeps,
  { record, step, look, channel }: AskingForFacts,
): Promise<StepFacts> {
  const { input } = record;
  const payUrl = await payUrlFor(deps, input, look);
  if (input.kind === 'order') return { decline: 'generic', offer: null, subscription: 'kept', payUrl };
  const role = stepRole(input.sequence, step);
  return {
    decline: role === 'reminder' ? (await findDecline(deps, input, look)).branch : 'generic',
    // The consent to offers is one to offers on WhatsApp, where STOP ends them.
    offer: role === 'suspension' && channel === 'whatsapp' ? await findOffer(deps, record, look) : null,
    subscription: await fateOf(deps, record),
    payUrl,
  };
}

/** A link of ours leads to a page that is asked for when it is opened: without one now there would be nothing behind it. */
async function payUrlFor(
  { payLinks }: ActivityDeps,
  debt: DebtRef,
  { invoice }: OpenLook,
): Promise<string | null> {
  return payLinks && invoice.payUrl !== null ? payLinks.linkTo(debt) : invoice.payUrl;
}

async function fateOf({ ledger, policy }: ActivityDeps, record: RecoveryRecord): Promise<SubscriptionFate> {
  if (await ledger.isAccessEnded(record.input)) return 'has_ended';
  return policy.suspension === 'stripe_cancel' && record.subscriptionId ? 'will_end' : 'kept';
}
