import { assertNever } from '../domain/assert-never.ts';
import type { Channel } from '../domain/delivery.ts';
import { toEpochMs, toInstant, type IsoInstant } from '../domain/instant.ts';
import { planOf } from '../domain/plan.ts';
import { stepRole, stepWithRole } from '../domain/sequence.ts';
import { toEmail } from '../messages/email.ts';
import type { RenderedMessage } from '../messages/request.ts';
import type { DeliveryRecord } from '../ports/ledger.ts';
import type {
  Deferred,
  DeliverStepRequest,
  DeliverStepResult,
  Held,
} from '../workflows/activity-contract.ts';
import { isAbsent } from './check-number.ts';
import type { Route } from './choose-route.ts';
import { contactTime } from './contact-time.ts';
import { awaitChannel, noteBlocked, noteSent, type Open } from './channel-gate.ts';
import type { Delivering } from './delivering.ts';
import type { ActivityDeps } from './deps.ts';
import { growingPause } from './growing-pause.ts';
import { isFresh } from './look-at-invoice.ts';
import { awaitPace } from './await-pace.ts';
import { releasedHolds } from './await-reply.ts';
import { holdFor } from './reach-customer.ts';
import { recordNamed } from './read-other-debts.ts';
import { sendOnce, type Outgoing, type SendOnceResult } from './send-once.ts';
import { findFacts, type StepFacts } from './step-facts.ts';
import { beside } from './step-so-far.ts';
import { tellMailTrouble } from './tell-staff.ts';
import { tellCrmBriefly } from './tell-crm.ts';
import { suspensionInstant, writeMessage } from './write-message.ts';

/** `look_again`: the ledger or the invoice has changed, and says what to do. `refused`: this channel will not do now. */
export type Decision =
  | DeliverStepResult
  | { readonly kind: 'look_again' }
  | { readonly kind: 'refused'; readonly channel: Channel };

/** One channel: plan, pace, number check, licence, request, record. */
export async function takeRoute(deps: ActivityDeps, delivering: Delivering, route: Route): Promise<Decision> {
  const delivery = await planDelivery(deps, delivering, route);
  let isProbe = false;
  if (route.channel === 'whatsapp') {
    const sender = await awaitSender(deps, delivering, delivery.id);
    if (sender.kind !== 'open') return sender;
    ({ isProbe } = sender);
    if (await isAbsent(deps, route)) return { kind: 'look_again' };
  }
  const { request, record, look } = delivering;
  const facts = await findFacts(deps, { record, step: request.step, look, channel: route.channel });
  if (!(await isFresh(deps, look))) return { kind: 'look_again' };
  return send(deps, delivering, { route, delivery, facts, isProbe });
}

/** Open when the device works, or is to be tried, and has a place for this message now. */
async function awaitSender(
  deps: ActivityDeps,
  { request, record, look }: Delivering,
  deliveryId: string,
): Promise<Held | Deferred | Open> {
  const channel = await awaitChannel(deps, request, { deliveryId, debt: record.input });
  if (channel.kind !== 'open') return channel;
  return (await awaitPace(deps, request, { deliveryId, customer: look.customer })) ?? channel;
}

async function planDelivery(
  deps: ActivityDeps,
  { request, record }: Delivering,
  route: Route,
): Promise<DeliveryRecord> {
  return deps.ledger.planDelivery({
    debt: record.input,
    step: request.step,
    channel: route.channel,
    phoneHash: route.phoneHash,
    addressHash: route.channel === 'email' ? route.mailbox.addressHash : null,
    now: toInstant(await deps.clock()),
  });
}

interface OnRoute {
  readonly route: Route;
  readonly delivery: DeliveryRecord;
  readonly facts: StepFacts;
  /** The device was blocked: what goes out now shows that it works. */
  readonly isProbe: boolean;
}

async function send(deps: ActivityDeps, delivering: Delivering, to: OnRoute): Promise<Decision> {
  const { request, record, look, others } = delivering;
  const { input } = record;
  const { step } = request;
  const suspendAt = suspensionInstant(
    input,
    await noticeMs(deps, request),
    contactTime(deps.policy, look.customer),
  );
  const message = writeMessage(deps, { input, step, look, suspendAt, others, facts: to.facts });
  if (others.length > 0) await recordNamed(deps, request, { contactHash: to.route.phoneHash, others });
  // Before the request: the date it prints must be known even if this attempt is cut off.
  if (stepRole(input.sequence, step) === 'final_notice') await deps.ledger.recordSuspendAt(input, suspendAt);
  const result = await sendOnce(deps, {
    delivery: to.delivery,
    ...outgoing(deps, to.route, { message, deliveryId: to.delivery.id }),
    rereadAt: look.beganAt,
    needsOpenInvoice: true,
    released: releasedHolds(request),
    isStillAllowed: () => isFresh(deps, look),
  });
  if (result.kind === 'sent') {
    if (to.isProbe) await noteSent(deps, look.beganAt);
    await tellCrmBriefly(deps, input, { status: step, amount: look.invoice.amountRemaining });
  }
  return decide(deps, delivering, { route: to.route, result, suspendAt });
}

/** The text as this channel writes it, and the one request that hands it over. */
export function outgoing(
  { whatsapp, email, policy, unsubscribeLink }: ActivityDeps,
  route: Route,
  { message, deliveryId }: { readonly message: RenderedMessage; readonly deliveryId: string },
): Outgoing {
  if (route.channel === 'whatsapp')
    return { message, request: () => whatsapp.send({ to: route.phone, text: message.text }) };
  const mail = toEmail(message, policy.businessName);
  const { address: to, addressHash } = route.mailbox;
  const unsubscribe = { link: unsubscribeLink?.(addressHash) ?? null };
  if (!email) throw new Error('an e-mail route without a mail server');
  return {
    message: { ...message, text: mail.text },
    request: () => email.send({ ...mail, to, deliveryId, unsubscribe }),
  };
}

/** The final notice goes out now; before it, on its due instant. */
async function noticeMs(deps: ActivityDeps, { step, recovery }: DeliverStepRequest): Promise<number> {
  const now = await deps.clock();
  const final = stepWithRole(recovery.sequence, 'final_notice');
  const due = planOf(recovery).find((planned) => planned.step === final)?.dueAt;
  return stepRole(recovery.sequence, step) === 'reminder' && due ? Math.max(now, toEpochMs(due)) : now;
}

interface Answered {
  readonly route: Route;
  readonly result: SendOnceResult;
  readonly suspendAt: IsoInstant;
}

async function decide(
  deps: ActivityDeps,
  { request, soFar }: Delivering,
  { route: { channel }, result, suspendAt }: Answered,
): Promise<Decision> {
  switch (result.kind) {
    case 'sent': {
      const isFinal = stepRole(request.recovery.sequence, request.step) === 'final_notice';
      const printed = isFinal ? suspendAt : null;
      return { kind: 'sent', channel, at: result.at, suspendAt: printed, ...beside(soFar, { channel }) };
    }
    case 'blocked':
      if (channel === 'whatsapp') return noteBlocked(deps, result.why, request.recovery);
      await tellMailTrouble(deps, result.why);
      return mailHold(deps, request, result.why);
    case 'rate_limited':
      return slowDown(deps, request, result.until);
    case 'opted_out':
      return { kind: 'skipped', why: 'opted_out' };
    case 'shadowed':
      return { kind: 'skipped', why: 'shadow' };
    case 'refused':
      return { kind: 'refused', channel };
    // The ledger says what these leave to do: the other channel, or none.
    case 'unknown':
    case 'rejected':
    case 'closed':
    case 'replied':
    case 'taken':
    case 'stale':
      return { kind: 'look_again' };
    default:
      return assertNever(result);
  }
}

/** A lost connection heals by itself more often than a refused key. */
async function mailHold(deps: ActivityDeps, { trouble }: DeliverStepRequest, why: string): Promise<Decision> {
  const firstMs = why === 'unreachable' ? 60_000 : 300_000;
  return holdFor(deps, 'channel', growingPause(deps, trouble, { why: 'channel', firstMs }));
}

/** As long as the provider asks, and longer each time it goes on asking. */
async function slowDown(
  deps: ActivityDeps,
  { trouble }: DeliverStepRequest,
  until: string,
): Promise<Decision> {
  const why = 'governor';
  const ownPause = (await deps.clock()) + growingPause(deps, trouble, { why, firstMs: 1_000 });
  return { kind: 'deferred', until: toInstant(Math.max(toEpochMs(until), ownPause)), why };
}
