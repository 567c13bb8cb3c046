import { assertNever } from '../domain/assert-never.ts';
import { toInstant, type IsoInstant } from '../domain/instant.ts';
import type { RenderedMessage } from '../messages/request.ts';
import type { DeliveryRecord, SendingLicence, SettledDelivery } from '../ports/ledger.ts';
import type { ChannelTrouble, SendResult } from '../ports/message-channel.ts';
import type { ReleasedHolds } from '../ports/reply-ledger.ts';
import { restSender } from './await-pace.ts';
import type { ActivityDeps } from './deps.ts';

/** A message as its channel takes it. */
export interface Outgoing {
  readonly message: RenderedMessage;
  /** The one request that hands it over; never throws. */
  readonly request: () => Promise<SendResult>;
}

export interface Sending extends Outgoing {
  readonly delivery: DeliveryRecord;
  /** When the look at the invoice began that allows this message. */
  readonly rereadAt: IsoInstant;
  readonly needsOpenInvoice: boolean;
  readonly released?: ReleasedHolds;
  /** Asked once more between licence and request: waiting for the database may have taken too long. */
  readonly isStillAllowed: () => Promise<boolean>;
}

/** What became of a licence and its one request. */
export type SendOnceResult =
  | { readonly kind: 'sent' | 'unknown'; readonly at: IsoInstant }
  /** Surely not sent. `rejected`: not to this contact, ever. `refused`: for a reason that may pass. */
  | { readonly kind: 'rejected' | 'refused' }
  | { readonly kind: 'blocked'; readonly why: ChannelTrouble | 'unreachable' }
  | { readonly kind: 'rate_limited'; readonly until: IsoInstant }
  /** No licence: the invoice closed, the customer opted out or replied, or another attempt has it. */
  | { readonly kind: 'closed' | 'opted_out' | 'replied' | 'taken' }
  /** Shown instead of being sent: shadow mode. */
  | { readonly kind: 'shadowed' }
  /** Licensed, but too late for its look at the invoice: given back unused. */
  | { readonly kind: 'stale' };

/**
 * The only place that sends. The licence (`planned` → `sending`) is committed just before the request is written and
 * granted once; whoever finds `sending` later settles it as `unknown`, so no delivery is ever requested twice.
 */
export async function sendOnce(deps: ActivityDeps, sending: Sending): Promise<SendOnceResult> {
  const { delivery, message, rereadAt, needsOpenInvoice, released } = sending;
  const asked: SendingLicence = {
    deliveryId: delivery.id,
    text: message.text,
    template: message.template,
    rereadAt,
    needsOpenInvoice,
    ...(released && { released }),
    now: toInstant(await deps.clock()),
  };
  const licence = deps.policy.isShadow ? 'shadow' : await deps.ledger.licenseSending(asked);
  if (licence === 'shadow') return { kind: await deps.ledger.recordShadow(asked) };
  if (licence !== 'granted') return { kind: licence };
  const licensed = { deliveryId: delivery.id, requestedAt: asked.now };
  if (!(await sending.isStillAllowed())) {
    const now = toInstant(await deps.clock());
    await deps.ledger.settleDelivery({ ...licensed, state: 'planned', reason: 'stale', now });
    return { kind: 'stale' };
  }
  const result = await sending.request();
  const now = toInstant(await deps.clock());
  await persistently(() => deps.ledger.settleDelivery(settlementOf(licensed, result, now)));
  const { id: deliveryId, step, channel } = delivery;
  if (result.kind === 'rate_limited' && channel === 'whatsapp') await restSender(deps, result.retryAfterMs);
  deps.log.info({ deliveryId, step, channel, result: result.kind }, 'step.settled');
  return resultOf(result, now);
}

/** Pauses between tries to write down what is known only here, in milliseconds; together less than a worker's grace. */
const SETTLE_PAUSES_MS = [100, 300, 1_000, 3_000];

/** A known answer must not become an `unknown` because the database blinked. */
async function persistently(write: () => Promise<void>): Promise<void> {
  for (const pauseMs of SETTLE_PAUSES_MS) {
    try {
      return await write();
    } catch {
      // Told by the last try below, which is not caught.
      await new Promise((resolve) => setTimeout(resolve, pauseMs));
    }
  }
  return write();
}

type Licensed = Pick<SettledDelivery, 'deliveryId' | 'requestedAt'>;

function settlementOf(licensed: Licensed, result: SendResult, now: IsoInstant): SettledDelivery {
  const base = { ...licensed, now };
  switch (result.kind) {
    case 'accepted':
      return { ...base, state: 'sent', providerMessageId: result.messageId };
    case 'rejected':
      return { ...base, state: result.why === 'refused' ? 'planned' : 'rejected', reason: result.why };
    case 'unknown':
      return { ...base, state: 'unknown', reason: result.why };
    // Surely not sent: the licence goes back, and the same delivery may be tried again.
    case 'blocked':
      return { ...base, state: 'planned', reason: result.why };
    case 'rate_limited':
    case 'unreachable':
      return { ...base, state: 'planned', reason: result.kind };
    default:
      return assertNever(result);
  }
}

function resultOf(result: SendResult, now: IsoInstant): SendOnceResult {
  switch (result.kind) {
    case 'accepted':
      return { kind: 'sent', at: now };
    case 'unknown':
      return { kind: 'unknown', at: now };
    case 'rejected':
      return { kind: result.why === 'refused' ? 'refused' : 'rejected' };
    case 'blocked':
      return { kind: 'blocked', why: result.why };
    case 'unreachable':
      return { kind: 'blocked', why: 'unreachable' };
    case 'rate_limited':
      return { kind: 'rate_limited', until: toInstant(Date.parse(now) + result.retryAfterMs) };
    default:
      return assertNever(result);
  }
}
