import { CHANNELS, type Channel } from '../domain/channel.ts';
import { toInstant } from '../domain/instant.ts';
import { stepOf, stepRole } from '../domain/sequence.ts';
import type {
  Deferred,
  DeliverStepRequest,
  DeliverStepResult,
  RecoveryActivities,
} from '../workflows/activity-contract.ts';
import { awaitDispute } from './await-dispute.ts';
import { awaitReply } from './await-reply.ts';
import { awaitProcessor } from './await-processor.ts';
import { awaitTurn } from './await-turn.ts';
import { chooseRoute } from './choose-route.ts';
import { outsideWindow } from './contact-time.ts';
import type { Delivering } from './delivering.ts';
import type { ActivityDeps } from './deps.ts';
import { findContact } from './find-contact.ts';
import { lookAtInvoice, unreadable } from './look-at-invoice.ts';
import { holdFor } from './reach-customer.ts';
import { readOtherDebts } from './read-other-debts.ts';
import { recordOf } from './record-of.ts';
import { isOptedOut, isSuperseded, sameDay } from './step-gates.ts';
import { settledResult, stepSoFar, unknownResult, type Settled, type StepSoFar } from './step-so-far.ts';
import { takeRoute, type Decision } from './take-route.ts';
import { tellNoChannel, tellUnknown } from './tell-staff.ts';

/** Looks within one attempt, one more for each channel passed over; a processor this slow counts as unreachable. */
const MAX_LOOKS = 4;

/**
 * Decides about one step's message and sends it at most once on each channel: WhatsApp, and where that cannot be used,
 * refuses, or loses its answer, e-mail. In this order: standing (ledger, then processor), dispute, opt-out, reply, contact
 * window, route, pace, licence, request, record. Everything before the licence may be repeated; an attempt that finds
 * an earlier one cut off at the request counts that as `unknown` and never sends there again. What the next try has to
 * do stands in the ledger, so that a crash between two channels changes nothing.
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
  const refused = new Set<Channel>();
  for (let looks = 0; looks < MAX_LOOKS; looks += 1) {
    const soFar = await stepSoFar(deps, request.recovery, request.step);
    const hasEmail = deps.email !== null && channelsOf(request).includes('email');
    const settled = settledResult(soFar, { hasEmail });
    if (settled) return finish(deps, request, settled);
    const look = await lookAtInvoice(deps, record, request.trouble);
    if (look.kind !== 'open') return look;
    const result = await deliver(deps, { request, record, look, soFar, refused, others: [] });
    if (result.kind === 'refused') refused.add(result.channel);
    else if (result.kind !== 'look_again') return result;
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
  // Written down already, with its zone and rule.
  if (result.why === 'window') return;
  const into = result.kind === 'skipped' && result.into ? ` into ${result.into}` : '';
  const note = `${result.kind}: ${result.why}${into}`;
  await ledger.recordWhyNot({ debt: recovery, step }, note, toInstant(await clock()));
}

async function deliver(deps: ActivityDeps, delivering: Delivering): Promise<Decision> {
  const { request, record, look, soFar } = delivering;
  const disputed = await awaitDispute(deps, request);
  if (disputed) return disputed;
  if (await isSuperseded(deps, request)) return skip(deps, delivering, 'superseded');
  const contact = await findContact(deps, record, look);
  if (!contact) return noChannel(deps, delivering, NO_CONTACT);
  if (await isOptedOut(deps, request, contact)) return skip(deps, delivering, 'opted_out');
  const replied = await awaitReply(deps, request, contact);
  if (replied) return replied;
  const tooSoon = request.hurry ? null : await notNow(deps, delivering);
  if (tooSoon) return tooSoon;
  const turn = await awaitTurn(deps, delivering, contact.phoneHash);
  if (turn?.kind === 'skipped') return (await lostBefore(deps, request, soFar)) ?? turn;
  if (turn) return turn;
  const { refused } = delivering;
  const route = await chooseRoute(deps, contact, { soFar, refused, channels: channelsOf(request) });
  if (route.channel === null) return noChannel(deps, delivering, route.why);
  const others = await readOtherDebts(deps, delivering);
  return takeRoute(deps, { ...delivering, others }, route);
}

/** What only the clock keeps back, and staff may overrule. */
async function notNow(deps: ActivityDeps, delivering: Delivering): Promise<Deferred | null> {
  const { request, look, soFar } = delivering;
  return (
    (await awaitProcessor(deps, delivering)) ??
    (await outsideWindow(deps, request, look.customer)) ??
    (await sameDay(deps, request, soFar))
  );
}

/** On which this step may go out, best first. */
function channelsOf({ recovery, step }: DeliverStepRequest): readonly Channel[] {
  return stepOf(recovery.sequence, step).channels ?? CHANNELS;
}

const NO_CONTACT = 'the customer has no usable WhatsApp number with consent';

/** Nothing more is sent for this step; where an answer was lost, that is what became of it. */
async function skip(
  deps: ActivityDeps,
  { request, soFar }: Delivering,
  why: 'superseded' | 'opted_out',
): Promise<DeliverStepResult> {
  return (await lostBefore(deps, request, soFar)) ?? { kind: 'skipped', why };
}

async function noChannel(
  deps: ActivityDeps,
  { request, record, soFar }: Delivering,
  why: string,
): Promise<DeliverStepResult> {
  const lost = await lostBefore(deps, request, soFar);
  if (lost) return lost;
  await tellNoChannel(deps, record.input, why);
  return holdFor(deps, 'no_channel');
}

/** The answer on WhatsApp was lost, and no e-mail covers it. */
async function lostBefore(
  deps: ActivityDeps,
  request: DeliverStepRequest,
  soFar: StepSoFar,
): Promise<DeliverStepResult | null> {
  if (soFar.whatsapp?.state !== 'unknown') return null;
  return finish(deps, request, unknownResult(soFar, soFar.whatsapp));
}

/** The step is over: the final notice says which date it printed, and staff are told of a lost answer. */
async function finish(
  deps: ActivityDeps,
  { recovery, step }: DeliverStepRequest,
  settled: Settled,
): Promise<DeliverStepResult> {
  if (settled.kind === 'unknown') {
    await tellUnknown(deps, recovery, { step, channel: settled.channel });
    return settled;
  }
  if (stepRole(recovery.sequence, step) !== 'final_notice') return settled;
  const { suspendAt } = await recordOf(deps, recovery);
  return { ...settled, suspendAt };
}
