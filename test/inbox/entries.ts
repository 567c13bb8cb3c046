import { randomUUID } from 'node:crypto';
import {
  sourceOf,
  type InvoiceClosed,
  type PaymentEvent,
  type PaymentFailed,
} from '../../src/domain/events.ts';
import type { DebtRef } from '../../src/domain/ids.ts';
import type { IsoInstant } from '../../src/domain/instant.ts';
import type { ClosingStanding } from '../../src/domain/standing.ts';
import type { InboxEntry } from '../../src/ports/inbox.ts';
import { aDebt, instant } from '../adapters/postgres/open-ledger.ts';

/** A failed charge of an invoice; a new one unless told which. */
export function aFailure(changes: Partial<PaymentFailed> = {}): PaymentFailed {
  return {
    kind: 'payment_failed',
    eventId: `evt_${randomUUID()}`,
    at: instant(),
    debt: aDebt(),
    debtKind: 'invoice',
    customerId: 'cus_1',
    subscriptionId: 'sub_1',
    amountDueMinor: '1999',
    currency: 'USD',
    chargeAttempt: 1,
    ...changes,
  };
}

/** A closing event; its debt is closed for good. */
export function aClosing(debt: DebtRef, standing: ClosingStanding = 'paid'): InvoiceClosed {
  return { kind: 'invoice_closed', eventId: `evt_${randomUUID()}`, at: instant(), debt, standing };
}

/** What a webhook makes of an event. */
export function entryOf(event: PaymentEvent, receivedAt: IsoInstant = instant()): InboxEntry {
  const { eventId } = event;
  return {
    source: sourceOf(event),
    eventId,
    type: `invoice.${event.kind}`,
    receivedAt,
    body: '{}',
    content: { kind: 'event', event },
  };
}
