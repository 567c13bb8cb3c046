import { isConfirmed, type Channel } from '../domain/delivery.ts';
import { toInstant, type IsoInstant } from '../domain/instant.ts';
import type { DeliveryRecord, RecoveryRecord } from '../ports/ledger.ts';
import type { Confirmation, Deferred, HeardOptOut } from '../workflows/activity-contract.ts';
import { awaitPace } from './await-pace.ts';
import { noteBlocked } from './channel-gate.ts';
import { chooseRoute, type Route } from './choose-route.ts';
import { outsideWindow, type ContactStep } from './contact-time.ts';
import type { ActivityDeps } from './deps.ts';
import { findContact, type Contact } from './find-contact.ts';
import { readPayer, type Payer } from './read-payer.ts';
import { sendOnce, type SendOnceResult } from './send-once.ts';
import { isOptedOut } from './step-gates.ts';
import { stepSoFar, type StepSoFar } from './step-so-far.ts';
import { outgoing } from './take-route.ts';
import { printable } from './write-message.ts';

export interface Confirming {
  readonly record: RecoveryRecord;
  /** What the payment did to access. */
  readonly access: 'unchanged' | 'restored' | 'still_suspended' | 'ended' | 'none';
  readonly heard: HeardOptOut;
}

/**
 * Thanks a customer who was asked and has paid: the only message allowed after payment, sent at most once on one
 * channel: by e-mail only where there is no number, or WhatsApp refuses it.
 * Null when none is owed or none can be sent: a thank-you is not worth a hold.
 */
export async function confirmPayment(
  deps: ActivityDeps,
  confirming: Confirming,
): Promise<Confirmation | Deferred | null> {
  const { record, heard } = confirming;
  const { input } = record;
  const deliveries = await deps.ledger.deliveriesOf(input);
  const wasAsked = deliveries.some(({ step, state }) => step !== 'confirmation' && isConfirmed(state));
  // Whoever was asked in shadow only is thanked there.
  if (!wasAsked && (await deps.ledger.shadowStepsOf(input)).length === 0) return null;
  const soFar = await stepSoFar(deps, input, 'confirmation');
  const earlier = [soFar.email, soFar.whatsapp].find((delivery) => delivery && isOver(delivery));
  if (earlier) return toConfirmation(earlier);
  const beganAt = toInstant(await deps.clock());
  const payer = await readPayer(deps, input);
  const contact = payer && (await findContact(deps, record, payer));
  if (!contact || (await isOptedOut(deps, { ...heard, recovery: input }, contact))) return null;
  const tooSoon = await outsideWindow(deps, stepOf(confirming), payer.customer);
  if (tooSoon) return tooSoon;
  return thank(deps, confirming, { ...payer, contact, soFar, beganAt });
}

function stepOf({ record }: Confirming): ContactStep {
  return { recovery: record.input, step: 'confirmation' };
}

/** Sent, or perhaps sent: nothing more is. A channel that refused leaves the other one. */
function isOver({ state }: DeliveryRecord): boolean {
  return state !== 'planned' && state !== 'rejected';
}

interface Thanking extends Payer {
  readonly contact: Contact;
  readonly soFar: StepSoFar;
  readonly beganAt: IsoInstant;
}

async function thank(
  deps: ActivityDeps,
  confirming: Confirming,
  thanking: Thanking,
): Promise<Confirmation | Deferred | null> {
  const { contact, soFar } = thanking;
  const route = await chooseRoute(deps, contact, { soFar, refused: new Set() });
  if (route.channel === null) return null;
  const delivery = await deps.ledger.planDelivery({
    debt: confirming.record.input,
    step: 'confirmation',
    channel: route.channel,
    phoneHash: route.phoneHash,
    addressHash: route.channel === 'email' ? route.mailbox.addressHash : null,
    now: thanking.beganAt,
  });
  const isWhatsapp = route.channel === 'whatsapp';
  if (isWhatsapp && (await deps.ledger.isChannelBlocked(deps.device))) return null;
  const place = { deliveryId: delivery.id, customer: thanking.customer };
  const queued = isWhatsapp ? await awaitPace(deps, stepOf(confirming), place) : null;
  if (queued) return queued;
  const result = await sendThanks(deps, confirming, { ...thanking, route, delivery });
  if (result.kind === 'blocked' && isWhatsapp) await noteBlocked(deps, result.why, null);
  if (result.kind !== 'rejected' || route.channel === 'email') return resultOf(result, route.channel);
  const whatsapp: DeliveryRecord = { ...delivery, state: 'rejected' };
  return thank(deps, confirming, { ...thanking, soFar: { ...soFar, whatsapp } });
}

function sendThanks(
  deps: ActivityDeps,
  { access }: Confirming,
  to: Thanking & { readonly route: Route; readonly delivery: DeliveryRecord },
): Promise<SendOnceResult> {
  const message = deps.renderer.render({
    ...printable(deps, to.customer),
    template: 'confirmation',
    access,
  });
  return sendOnce(deps, {
    delivery: to.delivery,
    ...outgoing(deps, to.route, { message, deliveryId: to.delivery.id }),
    rereadAt: to.beganAt,
    needsOpenInvoice: false,
    isStillAllowed: () => Promise.resolve(true),
  });
}

function resultOf(result: SendOnceResult, channel: Channel): Confirmation | Deferred | null {
  if (result.kind === 'sent' || result.kind === 'unknown') {
    return { channel, state: result.kind, at: result.at };
  }
  return result.kind === 'rate_limited' ? { kind: 'deferred', until: result.until, why: 'governor' } : null;
}

function toConfirmation({ channel, state, at }: DeliveryRecord): Confirmation {
  return { channel, state, at };
}
