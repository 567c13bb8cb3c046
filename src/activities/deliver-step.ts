import { assertNever } from '../domain/assert-never.ts';
import { isConfirmed } from '../domain/delivery.ts';
import { toEpochMs, toInstant } from '../domain/instant.ts';
import { planOf } from '../domain/plan.ts';
import type { DeliveryRecord, RecoveryRecord } from '../ports/ledger.ts';
import type {
  DeliverStepRequest,
  DeliverStepResult,
  RecoveryActivities,
} from '../workflows/activity-contract.ts';
import { awaitDispute } from './await-dispute.ts';
import { awaitChannel, noteBlocked, noteSent } from './channel-gate.ts';
import type { ActivityDeps } from './deps.ts';
import { growingPause } from './growing-pause.ts';
import { lookAtInvoice, unreadable, type OpenLook } from './look-at-invoice.ts';
import { awaitPace, findPhone, holdFor, outsideWindow, type Reachable } from './reach-customer.ts';
import { recordOf } from './record-of.ts';
import { isOptedOut, isSuperseded, sameDay } from './step-gates.ts';
import { sendOnce, type SendOnceResult } from './send-once.ts';
import { settleInterrupted } from './settle-interrupted.ts';
import { tellCrmBriefly } from './tell-crm.ts';
import { suspensionInstant, writeMessage } from './write-message.ts';

/** A look at the invoice is good for this long; whatever took longer looks again. */
const LOOK_FRESH_MS = 2_000;
/** Looks within one attempt; a processor this slow counts as unreachable. */
const MAX_LOOKS = 3;

/**
 * Decides about one step's message and sends it at most once. In this order: standing (ledger, then processor),
 * consent and opt-out, contact window, pace, licence, request, record. Everything before the licence may be repeated;
 * an attempt that finds an earlier one cut off at the request reports `unknown` and never sends again.
 * Throws only surprises (database away); they are retried.
 */
export function createDeliverStep(deps: ActivityDeps): RecoveryActivities['deliverStep'] {
  return async (request) => {
    const result = await decideAndSend(deps, request);
    await noteWhyNot(deps, request, result);
    return result;
  };
}

async function decideAndSend(deps: ActivityDeps, request: DeliverStepRequest): Promise<DeliverStepResult> {
  const record = await recordOf(deps, request.recovery);
  for (let looks = 0; looks < MAX_LOOKS; looks += 1) {
    const earlier = await earlierResult(deps, record, request);
    if (earlier) return earlier;
    const look = await lookAtInvoice(deps, record, request.trouble);
    if (look.kind !== 'open') return look;
    const result = await deliver(deps, { request, record, look });
    if (result.kind !== 'look_again') return result;
  }
  return unreadable(deps, request.trouble);
}

/** What was not sent is as much a fact as what was. */
async function noteWhyNot(
  { ledger, clock }: ActivityDeps,
  { recovery, step }: DeliverStepRequest,
  result: DeliverStepResult,
): Promise<void> {
  if (result.kind !== 'skipped' && result.kind !== 'deferred' && result.kind !== 'held') return;
  const note = `${result.kind}: ${result.why}`;
  await ledger.recordWhyNot({ debt: recovery, step }, note, toInstant(await clock()));
}

interface Delivering {
  readonly request: DeliverStepRequest;
  readonly record: RecoveryRecord;
  readonly look: OpenLook;
}

type Decision = DeliverStepResult | { readonly kind: 'look_again' };

async function deliver(deps: ActivityDeps, delivering: Delivering): Promise<Decision> {
  const { request, record, look } = delivering;
  const disputed = await awaitDispute(deps, request);
  if (disputed) return disputed;
  if (await isSuperseded(deps, request)) return { kind: 'skipped', why: 'superseded' };
  const reachable = await findPhone(deps, record, look);
  if (!reachable) return noChannel(deps, record, 'the customer has no usable WhatsApp number with consent');
  if (await isOptedOut(deps, request, reachable)) return { kind: 'skipped', why: 'opted_out' };
  const tooSoon = request.hurry ? null : ((await outsideWindow(deps)) ?? (await sameDay(deps, request)));
  if (tooSoon) return tooSoon;
  const delivery = await planDelivery(deps, delivering, reachable);
  if (delivery.state === 'rejected') return noChannel(deps, record, 'WhatsApp does not take the number');
  const gate = { deliveryId: delivery.id, debt: record.input };
  const queued = (await awaitChannel(deps, request, gate)) ?? (await awaitPace(deps, delivery.id));
  if (queued) return queued;
  if (!(await isFresh(deps, look))) return { kind: 'look_again' };
  return send(deps, delivering, { ...reachable, delivery });
}

async function isFresh(deps: ActivityDeps, look: OpenLook): Promise<boolean> {
  return (await deps.clock()) - look.answeredAtMs <= LOOK_FRESH_MS;
}

async function planDelivery(
  deps: ActivityDeps,
  { request, record }: Delivering,
  { phoneHash }: Reachable,
): Promise<DeliveryRecord> {
  const now = toInstant(await deps.clock());
  return deps.ledger.planDelivery({
    debt: record.input,
    step: request.step,
    channel: 'whatsapp',
    phoneHash,
    now,
  });
}

async function send(
  deps: ActivityDeps,
  { request, record, look }: Delivering,
  to: Reachable & { readonly delivery: DeliveryRecord },
): Promise<Decision> {
  const { input } = record;
  const { step } = request;
  const suspendAt = suspensionInstant(input, await noticeMs(deps, request), deps.policy);
  const message = writeMessage(deps, { input, step, look, suspendAt });
  // Before the request: the date it prints must be known even if this attempt is cut off.
  if (step === 'final_notice') await deps.ledger.recordSuspendAt(input, suspendAt);
  const result = await sendOnce(deps, {
    delivery: to.delivery,
    phone: to.phone,
    message,
    rereadAt: look.beganAt,
    needsOpenInvoice: true,
    isStillAllowed: () => isFresh(deps, look),
  });
  if (result.kind === 'sent') {
    await noteSent(deps, look.beganAt);
    await tellCrmBriefly(deps, input, { status: step, amount: look.invoice.amountRemaining });
  }
  return decide(deps, { request, record, result, suspendAt: step === 'final_notice' ? suspendAt : null });
}

/** The final notice goes out now; before it, on its due instant. */
async function noticeMs(deps: ActivityDeps, { step, recovery }: DeliverStepRequest): Promise<number> {
  const now = await deps.clock();
  const due = planOf(recovery).find((planned) => planned.step === 'final_notice')?.dueAt;
  return step === 'second_notice' && due ? Math.max(now, toEpochMs(due)) : now;
}

interface Deciding {
  readonly request: DeliverStepRequest;
  readonly record: RecoveryRecord;
  readonly result: SendOnceResult;
  readonly suspendAt: string | null;
}

async function decide(
  deps: ActivityDeps,
  { request, record, result, suspendAt }: Deciding,
): Promise<Decision> {
  const { step } = request;
  const { debtId } = record.input;
  switch (result.kind) {
    case 'sent':
      return { kind: 'sent', channel: 'whatsapp', at: result.at, suspendAt };
    case 'unknown':
      await deps.alerts.alert({
        key: `unknown:${debtId}:${step}`,
        what: `the answer to ${step} of ${debtId} was lost: it may or may not have been sent`,
        remedy: 'look at the WhatsApp device; the message is never sent again by itself',
      });
      return { kind: 'unknown', channel: 'whatsapp', at: result.at };
    case 'rejected':
      return noChannel(deps, record, 'WhatsApp does not take the number');
    case 'refused':
      return noChannel(deps, record, 'Rapiwa refused the message for a reason of its own');
    case 'blocked':
      return noteBlocked(deps, result.why, record.input);
    case 'rate_limited':
      return slowDown(deps, request, result.until);
    case 'opted_out':
      return { kind: 'skipped', why: 'opted_out' };
    case 'closed':
    case 'taken':
    case 'stale':
      return { kind: 'look_again' };
    default:
      return assertNever(result);
  }
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

async function noChannel(deps: ActivityDeps, { input }: RecoveryRecord, what: string): Promise<Decision> {
  await deps.alerts.alert({
    key: `no-channel:${input.debtId}`,
    what: `${input.debtId}: ${what}`,
    remedy: 'correct whatsapp_phone in the metadata of the customer, or contact them yourself',
  });
  return holdFor(deps, 'no_channel');
}

/** What an earlier attempt already did; null when nothing was requested yet. */
async function earlierResult(
  deps: ActivityDeps,
  { input, suspendAt }: RecoveryRecord,
  { step }: DeliverStepRequest,
): Promise<DeliverStepResult | null> {
  const earlier = await settleInterrupted(deps, input, step);
  if (earlier?.state === 'unknown') return { kind: 'unknown', channel: earlier.channel, at: earlier.at };
  if (!earlier || !isConfirmed(earlier.state)) return null;
  const printed = step === 'final_notice' ? suspendAt : null;
  return { kind: 'sent', channel: earlier.channel, at: earlier.at, suspendAt: printed };
}
