import { assertNever } from '../domain/assert-never.ts';
import { toInstant, type IsoInstant } from '../domain/instant.ts';
import type { Phone } from '../domain/phone.ts';
import type { RenderedMessage } from '../messages/request.ts';
import type { DeliveryRecord, SettledDelivery } from '../ports/ledger.ts';
import type { ChannelTrouble, SendResult } from '../ports/message-channel.ts';
import type { ActivityDeps } from './deps.ts';

export interface Sending {
  readonly delivery: DeliveryRecord;
  readonly phone: Phone;
  readonly message: RenderedMessage;
  /** When the look at the invoice began that allows this message. */
  readonly rereadAt: IsoInstant;
  readonly needsOpenInvoice: boolean;
}

/** What became of a licence and its one request. */
export type SendOnceResult =
  | { readonly kind: 'sent' | 'unknown'; readonly at: IsoInstant }
  | { readonly kind: 'rejected' }
  | { readonly kind: 'blocked'; readonly why: ChannelTrouble | 'unreachable' }
  | { readonly kind: 'rate_limited'; readonly until: IsoInstant }
  /** No licence: the invoice closed, the customer opted out, or another attempt has it. */
  | { readonly kind: 'closed' | 'opted_out' | 'taken' };

/**
 * The only place that sends. The licence (`planned` → `sending`) is committed just before the request is written and
 * granted once; whoever finds `sending` later settles it as `unknown`, so no delivery is ever requested twice.
 */
export async function sendOnce(deps: ActivityDeps, sending: Sending): Promise<SendOnceResult> {
  const { delivery, phone, message, rereadAt, needsOpenInvoice } = sending;
  const licence = await deps.ledger.licenseSending({
    deliveryId: delivery.id,
    text: message.text,
    template: message.template,
    rereadAt,
    needsOpenInvoice,
    now: toInstant(await deps.clock()),
  });
  if (licence !== 'granted') return { kind: licence };
  const result = await deps.whatsapp.send({ to: phone, text: message.text });
  const now = toInstant(await deps.clock());
  await deps.ledger.settleDelivery(settlementOf(delivery.id, result, now));
  deps.log.info({ deliveryId: delivery.id, step: delivery.step, result: result.kind }, 'step.settled');
  return resultOf(result, now);
}

function settlementOf(deliveryId: string, result: SendResult, now: IsoInstant): SettledDelivery {
  const base = { deliveryId, now };
  switch (result.kind) {
    case 'accepted':
      return { ...base, state: 'sent', providerMessageId: result.messageId };
    case 'rejected':
      return { ...base, state: 'rejected', reason: result.why };
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
      return { kind: 'rejected' };
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
