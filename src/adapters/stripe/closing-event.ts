import { splitAccount } from '../../domain/ids.ts';
import { toEpochMs, type IsoInstant } from '../../domain/instant.ts';
import type { RecoveryInput } from '../../domain/recovery-input.ts';
import type { ClosingStanding } from '../../domain/standing.ts';
import type { FoundEvent } from '../../ports/reconciliation.ts';

export interface Closing {
  readonly input: RecoveryInput;
  readonly standing: ClosingStanding;
  /** When it was found: when it happened is not known. */
  readonly now: IsoInstant;
  readonly isLive: boolean;
}

type Type = 'paid' | 'void' | 'deleted' | 'uncollectible';

const INVOICE_TYPES: Readonly<Record<Type, string>> = {
  paid: 'invoice.paid',
  void: 'invoice.voided',
  deleted: 'invoice.deleted',
  uncollectible: 'invoice.marked_uncollectible',
};

/**
 * The event that Stripe sent, or should have sent, when this debt was closed: known by an id of its own, so that it is
 * taken once, and read again by the same code as any webhook.
 */
export function closingEvent({ input, standing, now, isLive }: Closing): FoundEvent {
  const { account, id } = splitAccount(input.debtId);
  const event = {
    id: `recoup:${input.debtId}:${standing}`,
    object: 'event',
    created: Math.floor(toEpochMs(now) / 1000),
    livemode: isLive,
    ...(account && { account }),
    ...(input.kind === 'order' ? orderPart(input, id, standing) : invoicePart(id, standing)),
  };
  return { eventId: event.id, body: JSON.stringify(event) };
}

function invoicePart(id: string, standing: ClosingStanding) {
  // An invoice itself is never `subscription_ended`: that is told by its subject.
  const type = INVOICE_TYPES[standing === 'subscription_ended' ? 'uncollectible' : standing];
  return {
    type,
    data: { object: { id, ...(standing === 'paid' && { status: 'paid', amount_remaining: 0 }) } },
  };
}

function orderPart({ amountDueMinor, currency }: RecoveryInput, id: string, standing: ClosingStanding) {
  const type = standing === 'paid' ? 'payment_intent.succeeded' : 'payment_intent.canceled';
  const object = { id, amount: Number(amountDueMinor), currency: currency.toLowerCase() };
  return { type, data: { object } };
}
