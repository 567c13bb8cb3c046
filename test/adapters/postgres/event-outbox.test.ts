import assert from 'node:assert/strict';
import { createEventOutbox } from '../../../src/adapters/postgres/event-outbox.ts';
import type { RecoveryRecord, SendingLicence } from '../../../src/ports/ledger.ts';
import { aRecovery, instant, openedRecovery, openLedger, type OpenLedger } from './open-ledger.ts';

const HOUR = 3_600_000;

describe('the outbox of events', () => {
  let open: OpenLedger;
  before(async () => {
    open = await openLedger();
  });
  after(() => open.close());
  const outbox = () => createEventOutbox(open.db);
  beforeEach(() => outbox().switch(true));

  const dueOf = async ({ input }: RecoveryRecord, now = instant()) =>
    (await outbox().dueEvents(now, 1_000)).filter(({ event }) => event?.debtId === input.debtId);

  async function wordsOf(record: RecoveryRecord): Promise<string[]> {
    const due = await dueOf(record);
    return due.map(({ event }) => {
      const { id, number, event: what, ...rest } = event!;
      assert.equal(id, `recovery:stripe:${record.input.debtId}:event:${number}`);
      const { step, channel, result, hold, why } = rest as Record<string, string>;
      return [number, what, step, channel, result, hold, why].filter((word) => word !== undefined).join(' ');
    });
  }

  /** A delivery in state `sending`. */
  async function licensed({ input }: RecoveryRecord): Promise<SendingLicence> {
    const delivery = await open.ledger.planDelivery({
      ...{ debt: input, step: 'first_notice', channel: 'whatsapp', phoneHash: `hash of ${input.debtId}` },
      now: instant(),
    });
    const licence = {
      ...{ deliveryId: delivery.id, text: 'Hello Maria', template: 'first_notice', needsOpenInvoice: true },
      ...{ rereadAt: instant(), now: instant(1) },
    };
    assert.equal(await open.ledger.licenseSending(licence), 'granted');
    return licence;
  }

  it('has every change of a recovery, numbered, in the order of their commits', async () => {
    const record = await openedRecovery(open);
    const { input } = record;
    const { deliveryId, now: requestedAt } = await licensed(record);
    await open.ledger.settleDelivery({ deliveryId, requestedAt, state: 'sent', now: instant(2) });
    const held = { debt: input, hold: 'staff', until: null, at: instant(3) } as const;
    await open.ledger.recordHold(held);
    await open.ledger.recordHold({ ...held, hold: null, at: instant(4) });
    await open.ledger.recordWhyNot({ debt: input, step: 'second_notice' }, 'deferred: window', instant(5));
    await open.ledger.recordWhyNot(
      { debt: input, step: 'second_notice' },
      'skipped: merged into in_2',
      instant(6),
    );
    await open.ledger.suspendAccess(record, instant(7));
    await open.ledger.restoreAccess(record, instant(8));
    await open.ledger.recordOutcome(input, 'recovered_late', instant(9));
    const change = { status: 'refunded', amountDueMinor: null, isOwed: false };
    await open.ledger.recordCrmStatus(input, change, instant(10));
    assert.deepEqual(await wordsOf(record), [
      '1 recovery.opened',
      '2 step.sent first_notice whatsapp',
      '3 recovery.held staff',
      '4 recovery.resumed staff',
      '5 step.skipped second_notice merged',
      '6 access.suspended',
      '7 access.restored',
      '8 recovery.closed',
      '9 recovery.refunded',
    ]);
    const [, sent] = await dueOf(record);
    assert.deepEqual(sent?.event, {
      ...{ event: 'step.sent', step: 'first_notice', channel: 'whatsapp' },
      ...{ id: `recovery:stripe:${input.debtId}:event:2`, number: 2, occurredAt: instant(2) },
      ...{ source: 'stripe', debtId: input.debtId, customerId: input.customerId },
      workflowId: `recovery:stripe:${input.debtId}`,
    });
  });

  it('a lost answer, and what staff or a receipt make of it', async () => {
    const record = await openedRecovery(open);
    const { deliveryId, now: requestedAt } = await licensed(record);
    await open.ledger.settleDelivery({ deliveryId, requestedAt, state: 'unknown', now: instant(2) });
    await open.db
      .updateTable('deliveries')
      .set({ state: 'delivered' })
      .where('id', '=', deliveryId)
      .execute();
    await open.db.updateTable('deliveries').set({ state: 'read' }).where('id', '=', deliveryId).execute();
    assert.deepEqual(await wordsOf(record), [
      '1 recovery.opened',
      '2 step.unknown first_notice whatsapp',
      '3 step.settled first_notice whatsapp sent',
    ]);
  });

  it('what is repeated is told once: a hold that is said again, a close that is repeated, the same note', async () => {
    const record = await openedRecovery(open);
    const { input } = record;
    const hold = { debt: input, hold: 'channel', until: instant(HOUR) } as const;
    await open.ledger.recordHold({ ...hold, at: instant(1) });
    await open.ledger.recordHold({ ...hold, at: instant(2), until: instant(2 * HOUR) });
    // Told late, by a worker that was slow.
    await open.ledger.recordHold({ debt: input, hold: null, until: null, at: instant(0) });
    for (const ms of [3, 4]) {
      await open.ledger.recordWhyNot(
        { debt: input, step: 'second_notice' },
        'skipped: superseded',
        instant(ms),
      );
      await open.ledger.recordOutcome(input, 'lapsed', instant(ms));
    }
    // A recovery that has ended is neither held nor resumed.
    await open.ledger.recordHold({ debt: input, hold: null, until: null, at: instant(5) });
    assert.deepEqual(await wordsOf(record), [
      '1 recovery.opened',
      '2 recovery.held channel',
      '3 step.skipped second_notice superseded',
      '4 recovery.closed',
    ]);
  });

  it('a change that is rolled back is no event', async () => {
    const record = await openedRecovery(open);
    const failing = open.db.transaction().execute(async (trx) => {
      await trx
        .updateTable('recoveries')
        .set({ outcome: 'lapsed', ended_at: instant() })
        .where('debt_id', '=', record.input.debtId)
        .execute();
      throw new Error('the database went away');
    });
    await assert.rejects(failing);
    assert.deepEqual(await wordsOf(record), ['1 recovery.opened']);
  });

  it('many changes at once have gap-free numbers, and rows in the same order', async () => {
    const record = await openedRecovery(open);
    const notes = Array.from({ length: 20 }, (_, n) =>
      open.ledger.recordWhyNot(
        { debt: record.input, step: 'second_notice' },
        `skipped: why ${n}`,
        instant(n),
      ),
    );
    await Promise.all(notes);
    const numbers = (await dueOf(record)).map(({ event }) => event?.number);
    assert.deepEqual(
      numbers,
      Array.from({ length: 21 }, (_, n) => n + 1),
    );
  });

  it('one that is tried in vain keeps back what follows it, and only in its own recovery', async () => {
    const [one, other] = [await openedRecovery(open), await openedRecovery(open)];
    await open.ledger.recordOutcome(one.input, 'lapsed', instant(1));
    const [first] = await dueOf(one);
    await outbox().postpone(first!.rowId, instant(HOUR));
    assert.deepEqual([(await dueOf(one)).length, (await dueOf(other)).length], [0, 1]);
    const later = await dueOf(one, instant(HOUR));
    assert.deepEqual(
      later.map(({ event, tries }) => [event?.event, tries]),
      [
        ['recovery.opened', 1],
        ['recovery.closed', 0],
      ],
    );
    await outbox().recordTold(first!.rowId, instant());
    assert.equal((await dueOf(one)).length, 1);
  });

  it('nothing is written where nobody listens, nor of a recovery in shadow', async () => {
    const shadow = await open.ledger.openRecovery({ ...aRecovery(), isShadow: true });
    await open.ledger.recordOutcome(shadow.record.input, 'lapsed', instant());
    await outbox().switch(false);
    const silent = await openedRecovery(open);
    await outbox().switch(true);
    assert.deepEqual([await wordsOf(shadow.record), await wordsOf(silent)], [[], []]);
  });

  it('an event that a later version wrote is shown as one that cannot be read', async () => {
    const record = await openedRecovery(open);
    await open.db
      .updateTable('recovery_events')
      .set({ kind: 'recovery.renamed' })
      .where('debt_id', '=', record.input.debtId)
      .execute();
    const about = `stripe:${record.input.debtId}`;
    const due = (await outbox().dueEvents(instant(), 1_000)).filter((waiting) => waiting.about === about);
    assert.deepEqual(
      due.map(({ event }) => event),
      [null],
    );
  });
});
