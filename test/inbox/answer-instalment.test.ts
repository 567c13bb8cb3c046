import assert from 'node:assert/strict';
import type { PaymentFailed } from '../../src/domain/events.ts';
import type { Outcome } from '../../src/domain/outcome.ts';
import type { Standing } from '../../src/domain/standing.ts';
import { answerInstalment } from '../../src/inbox/answer-instalment.ts';
import type { InvoiceReading } from '../../src/ports/billing.ts';
import type { RecoveryRecord } from '../../src/ports/ledger.ts';

const SUBSCRIPTION = 'I-1';

function day(number: number, time = '12:00:00'): string {
  return `2026-11-${String(number).padStart(2, '0')}T${time}.000Z`;
}

/** What the ledger has of the subscription. */
interface Known {
  readonly failedOn: number;
  readonly outcome: Outcome | null;
}

function recordOf({ failedOn, outcome }: Known): RecoveryRecord {
  const input = {
    source: 'paypal',
    debtId: `${SUBSCRIPTION}:${day(failedOn).slice(0, 10)}`,
    firstFailureAt: day(failedOn),
  };
  return { input, outcome } as unknown as RecoveryRecord;
}

interface Asking {
  readonly known: Known | null;
  readonly standing?: Standing;
  /** Seconds since the event. */
  readonly laterS?: number;
}

async function answer(on: number, isFailure: boolean, { known, standing = 'paid', laterS = 1 }: Asking) {
  const at = day(on);
  const debt = { source: 'paypal', debtId: `${SUBSCRIPTION}:${at.slice(0, 10)}` } as const;
  const failure = { kind: 'payment_failed', eventId: 'WH-1', at, debt } as unknown as PaymentFailed;
  const reading = { standing } as InvoiceReading;
  const answered = await answerInstalment(
    {
      ledger: { lastRecoveryOf: () => Promise.resolve(known && recordOf(known)) },
      debts: { paypal: { readInvoice: () => Promise.resolve(reading) } },
      now: () => Date.parse(at) + laterS * 1000,
    },
    {
      kind: 'instalment',
      source: 'paypal',
      eventId: 'WH-1',
      at,
      subscriptionId: SUBSCRIPTION,
      failure: isFailure ? failure : null,
    },
  );
  if (answered.kind !== 'understood') return `${answered.kind}: ${answered.reason}`;
  const { content } = answered;
  assert.ok(content.kind === 'event' && 'debt' in content.event);
  return `${content.event.kind} ${content.event.debt.debtId}`;
}

const failedOn = (on: number, known: Known | null) => answer(on, true, { known });
const paidOn = (on: number, asking: Asking) => answer(on, false, asking);

describe('a payment of a subscription without invoices', () => {
  it('that fails on day 1 begins a debt of its own', async () => {
    assert.equal(await failedOn(1, null), 'payment_failed I-1:2026-11-01');
  });

  it('that fails again on day 6 and day 11 belongs to the debt of day 1', async () => {
    const open = { failedOn: 1, outcome: null };
    assert.equal(await failedOn(6, open), 'payment_failed I-1:2026-11-01');
    assert.equal(await failedOn(11, open), 'payment_failed I-1:2026-11-01');
  });

  it('that fails in the next month belongs to the debt that is still open: it asks for all', async () => {
    assert.equal(await failedOn(30, { failedOn: 1, outcome: null }), 'payment_failed I-1:2026-11-01');
  });

  it('that is tried again after staff ended the recovery begins no other', async () => {
    const cancelled = { failedOn: 1, outcome: 'cancelled' } as const;
    assert.equal(await failedOn(11, cancelled), 'payment_failed I-1:2026-11-01');
    assert.equal(await failedOn(28, cancelled), 'payment_failed I-1:2026-11-28');
  });

  it('that fails a week after the last one was paid begins another debt', async () => {
    const recovered = { failedOn: 1, outcome: 'recovered' } as const;
    assert.equal(await failedOn(8, recovered), 'payment_failed I-1:2026-11-08');
  });

  it('that succeeds closes the open debt, once its source shows it', async () => {
    const known = { failedOn: 1, outcome: null };
    assert.equal(await paidOn(6, { known }), 'invoice_closed I-1:2026-11-01');
    assert.equal(await paidOn(6, { known, standing: 'open' }), 'later: still open at its source');
    assert.equal(await paidOn(6, { known, standing: 'open', laterS: 300 }), 'settled: partly_paid');
  });

  it('that succeeds after access was suspended is told too: it gives access back', async () => {
    const known = { failedOn: 1, outcome: 'lapsed' } as const;
    assert.equal(await paidOn(28, { known }), 'invoice_closed I-1:2026-11-01');
  });

  it('that succeeds with nothing owed is a renewal, and nothing to us', async () => {
    assert.equal(await paidOn(1, { known: null }), 'settled: no_open_recovery');
    const known = { failedOn: 1, outcome: 'recovered_late' } as const;
    assert.equal(await paidOn(28, { known }), 'settled: no_open_recovery');
  });
});
