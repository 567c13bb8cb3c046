import type { BillingSweep } from '../../ports/reconciliation.ts';

const NOTHING = { items: [], next: null } as const;

/** There are no lists to look through; a closing that a re-read finds is told in our own form. */
export function createGenericSweep(): BillingSweep {
  return {
    undeliveredEvents: () => Promise.resolve(NOTHING),
    openFailures: () => Promise.resolve(NOTHING),
    closingEvent: ({ debtId }, standing, now) => {
      const eventId = `recoup:${debtId}:${standing}`;
      const event = { id: eventId, type: 'debt.closed', created: now, debt: { id: debtId }, standing };
      return { eventId, body: JSON.stringify(event) };
    },
  };
}
