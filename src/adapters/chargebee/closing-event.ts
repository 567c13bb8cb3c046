import { toEpochMs, type IsoInstant } from '../../domain/instant.ts';
import type { RecoveryInput } from '../../domain/recovery-input.ts';
import type { ClosingStanding } from '../../domain/standing.ts';
import type { FoundEvent } from '../../ports/reconciliation.ts';

/** What an invoice of each standing looks like in an event. */
const CLOSED: Readonly<Record<ClosingStanding, { readonly type: string; readonly invoice: object }>> = {
  paid: { type: 'invoice_updated', invoice: { status: 'paid', amount_due: 0 } },
  void: { type: 'invoice_updated', invoice: { status: 'voided' } },
  deleted: { type: 'invoice_deleted', invoice: {} },
  uncollectible: { type: 'invoice_updated', invoice: { status: 'paid', amount_due: 0, write_off_amount: 1 } },
  // An invoice itself is never `subscription_ended`: that is told by its subject.
  subscription_ended: {
    type: 'invoice_updated',
    invoice: { status: 'paid', amount_due: 0, write_off_amount: 1 },
  },
};

/**
 * The event that Chargebee sent, or should have sent, when this debt was closed: known by an id of its own, so that it is
 * taken once, and read again by the same code as any webhook.
 */
export function closingEvent(
  { debtId }: RecoveryInput,
  standing: ClosingStanding,
  now: IsoInstant,
): FoundEvent {
  const { type, invoice } = CLOSED[standing];
  const event = {
    id: `recoup:${debtId}:${standing}`,
    event_type: type,
    occurred_at: Math.floor(toEpochMs(now) / 1000),
    api_version: 'v2',
    content: { invoice: { id: debtId, ...invoice } },
  };
  return { eventId: event.id, body: JSON.stringify(event) };
}
