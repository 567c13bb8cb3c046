import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { createInboxStore } from '../../src/adapters/postgres/inbox-store.ts';
import { createRelayStore } from '../../src/adapters/postgres/relay-store.ts';
import { DAY_MS } from '../../src/domain/duration.ts';
import type { PaymentEvent } from '../../src/domain/events.ts';
import type { IsoInstant } from '../../src/domain/instant.ts';
import { SHIPPED_SEQUENCES, STANDARD_SEQUENCE } from '../support/standard-sequence.ts';
import { createHandOver } from '../../src/inbox/hand-over.ts';
import { EngineUnreachable } from '../../src/ports/recovery-engine.ts';
import {
  aDebt,
  instant,
  openedRecovery,
  openLedger,
  type OpenLedger,
} from '../adapters/postgres/open-ledger.ts';
import { aClosing, aFailure, entryOf } from './entries.ts';
import { inMemoryEngine } from './in-memory-engine.ts';

const HOUR = 3_600_000;

describe('handing an event over', () => {
  let open: OpenLedger;
  before(async () => {
    open = await openLedger();
  });
  after(() => open.close());

  function temporal(dayLengthMs = DAY_MS, ledger = open.ledger) {
    const engine = inMemoryEngine();
    const handOver = createHandOver({
      ledger,
      failures: createRelayStore(open.db),
      engine,
      sequenceBook: SHIPPED_SEQUENCES,
      dayLengthMs,
    });
    /** As the relay does it: from the committed row. */
    const deliver = async (event: PaymentEvent, receivedAt?: IsoInstant) => {
      await createInboxStore(open.pool).append([entryOf(event, receivedAt)]);
      await handOver(event);
    };
    return { engine, handOver, deliver };
  }

  it('starts the recovery of a failed invoice, with all it needs and nothing personal', async () => {
    const { engine, deliver } = temporal();
    const debt = aDebt();
    await deliver(
      aFailure({ debt, customerId: 'cus_9', amountDueMinor: '9007199254740993', currency: 'JPY' }),
    );
    assert.deepEqual(engine.started, [
      {
        source: 'stripe',
        debtId: debt.debtId,
        kind: 'invoice',
        customerId: 'cus_9',
        firstFailureAt: instant(),
        sequence: STANDARD_SEQUENCE,
        amountDueMinor: '9007199254740993',
        currency: 'JPY',
      },
    ]);
    assert.deepEqual((await open.ledger.findRecovery(debt))?.input, engine.started[0]);
  });

  it('tells the recovery of the second failure, and starts no second one', async () => {
    const { engine, deliver } = temporal();
    const debt = aDebt();
    await deliver(aFailure({ debt }));
    await deliver(aFailure({ debt, chargeAttempt: 2 }));
    assert.deepEqual(engine.log, [`start ${debt.debtId}`, `tell ${debt.debtId} charge_failed 2`]);
  });

  it('changes nothing when the same event is handed over again', async () => {
    const { engine, deliver, handOver } = temporal();
    const event = aFailure();
    await deliver(event);
    await handOver(event);
    await handOver(event);
    assert.deepEqual(engine.log, [`start ${event.debt.debtId}`]);
  });

  it('starts one recovery when two failures are handed over at the same time', async () => {
    const { engine, deliver } = temporal();
    const debt = aDebt();
    await Promise.all([deliver(aFailure({ debt })), deliver(aFailure({ debt }))]);
    assert.equal(engine.started.length, 1);
  });

  it('starts again what a crash left between the row and the start', async () => {
    const { engine, deliver } = temporal();
    const failure = aFailure();
    const record = await openedRecovery(open, { debt: failure.debt, openedBy: failure.eventId });
    await deliver(failure);
    assert.deepEqual(engine.log, [`start ${failure.debt.debtId}`]);
    assert.deepEqual(engine.started, [record.input]);
  });

  it('leaves a recovery with an outcome alone', async () => {
    const { engine, deliver } = temporal();
    const { input } = await openedRecovery(open);
    await open.ledger.recordOutcome(input, 'lapsed', instant());
    await deliver(aFailure({ debt: input }));
    assert.equal(engine.calls, 0);
  });

  it('tells a payment once, although Stripe tells it with two events', async () => {
    const { engine, deliver } = temporal();
    const debt = aDebt();
    await deliver(aFailure({ debt }));
    await deliver(aClosing(debt));
    await deliver(aClosing(debt));
    assert.deepEqual(engine.log, [`start ${debt.debtId}`, `tell ${debt.debtId} closed paid`]);
  });

  it('tells a payment that the ledger already knew from a look at the invoice', async () => {
    const { engine, deliver } = temporal();
    const debt = aDebt();
    await deliver(aFailure({ debt }));
    await open.ledger.recordStanding(debt, 'paid', instant());
    await deliver(aClosing(debt));
    assert.deepEqual(engine.log, [`start ${debt.debtId}`, `tell ${debt.debtId} closed paid`]);
  });

  it('takes a payment before its failure: the standing is there for the first look', async () => {
    const { engine, deliver } = temporal();
    const debt = aDebt();
    await deliver(aClosing(debt));
    await deliver(aFailure({ debt }));
    assert.deepEqual(engine.log, [`start ${debt.debtId}`]);
    assert.equal(await open.ledger.findStanding(debt), 'paid');
  });

  for (const standing of ['paid', 'void', 'uncollectible'] as const) {
    it(`tells a running recovery that its invoice is ${standing}`, async () => {
      const { engine, deliver } = temporal();
      const debt = aDebt();
      await deliver(aFailure({ debt }));
      await deliver(aClosing(debt, standing));
      assert.deepEqual(engine.log, [`start ${debt.debtId}`, `tell ${debt.debtId} closed ${standing}`]);
    });
  }

  it('is done with the closing of an invoice that never failed', async () => {
    const { engine, deliver } = temporal();
    await deliver(aClosing(aDebt()));
    assert.deepEqual(engine.log, []);
  });

  it('has nothing to do with an event that is not for us', async () => {
    const { engine, deliver } = temporal();
    const { eventId, at, debt } = aFailure();
    await deliver({ kind: 'ignored', eventId, at, debt, reason: 'billing_reason:manual' });
    assert.equal(engine.calls, 0);
    assert.equal(await open.ledger.findRecovery(debt), null);
  });

  describe('the end of a subscription', () => {
    async function withThreeInvoices() {
      const setting = temporal();
      const subscriptionId = `sub_${randomUUID()}`;
      const debts = [aDebt(), aDebt(), aDebt()];
      for (const debt of debts) await setting.deliver(aFailure({ debt, subscriptionId }));
      const ended: PaymentEvent = {
        kind: 'subject_closed',
        eventId: `evt_${randomUUID()}`,
        at: instant(),
        subject: { source: 'stripe', subject: `subscription:${subscriptionId}` },
        standing: 'subscription_ended',
      };
      const told = () => setting.engine.log.filter((line) => line.startsWith('tell')).toSorted();
      const telling = debts.map(({ debtId }) => `tell ${debtId} closed subscription_ended`);
      return { ...setting, debts, ended, told, telling };
    }

    it('is told to all its recoveries at once: a slow Temporal takes as long for many as for one', async () => {
      const { engine, handOver, debts, ended, told, telling } = await withThreeInvoices();
      const { tell } = engine;
      let asked = 0;
      let allAsked = (): void => undefined;
      const answer = new Promise<void>((resolve) => (allAsked = resolve));
      engine.tell = async (debt, news) => {
        asked += 1;
        if (asked === debts.length) allAsked();
        await answer;
        return tell(debt, news);
      };
      await handOver(ended);
      assert.deepEqual(told(), telling.toSorted());
    });

    it('that one of them refuses is told to the others; not reached counts more than refused', async () => {
      const { engine, handOver, debts, ended, told, telling } = await withThreeInvoices();
      const [first, , third] = debts;
      engine.refused.add(first!.debtId);
      await assert.rejects(handOver(ended), /is refused/);
      assert.deepEqual(told(), telling.slice(1).toSorted());
      const { tell } = engine;
      engine.tell = (debt, news) =>
        debt.debtId === third!.debtId ? Promise.reject(new EngineUnreachable('asking')) : tell(debt, news);
      await assert.rejects(handOver(ended), EngineUnreachable);
      assert.deepEqual(told(), [telling[1], telling[1], telling[2]].toSorted());
    });
  });

  it('a dispute whose closing overtakes it while the database blinks holds nothing in the end', async () => {
    let blinks = false;
    const { engine, deliver, handOver } = temporal(DAY_MS, {
      ...open.ledger,
      isDisputed: (...asked) =>
        blinks ? Promise.reject(new Error('the database blinks')) : open.ledger.isDisputed(...asked),
    });
    const debt = aDebt();
    await deliver(aFailure({ debt }));
    const dispute = { kind: 'dispute_changed', at: instant(), debt, disputeId: `dp_${debt.debtId}` } as const;
    const opened: PaymentEvent = { ...dispute, eventId: 'evt_opened', isOpen: true };
    const { tell } = engine;
    engine.tell = async (to, news) => {
      engine.tell = tell;
      await handOver({ ...dispute, eventId: 'evt_closed', isOpen: false });
      blinks = true;
      return tell(to, news);
    };
    await assert.rejects(handOver(opened), /blinks/);
    blinks = false;
    await handOver(opened);
    const told = ['dispute_closed', 'disputed', 'dispute_closed'].map(
      (news) => `tell ${debt.debtId} ${news}`,
    );
    assert.deepEqual(engine.log, [`start ${debt.debtId}`, ...told]);
  });

  describe('to a recovery that ended with access suspended', () => {
    async function lapsedAndSuspended() {
      const record = await openedRecovery(open);
      await open.ledger.suspendAccess(record, instant());
      await open.ledger.recordOutcome(record.input, 'lapsed', instant());
      return record.input;
    }

    it('gives access back when it is paid', async () => {
      const { engine, deliver } = temporal();
      const debt = await lapsedAndSuspended();
      await deliver(aClosing(debt));
      assert.deepEqual(engine.log, [`restore ${debt.debtId}`]);
    });

    it('leaves access as it is when the invoice is voided', async () => {
      const { engine, deliver } = temporal();
      const debt = await lapsedAndSuspended();
      await deliver(aClosing(debt, 'void'));
      assert.deepEqual(engine.log, []);
    });

    it('does nothing once access is back', async () => {
      const { engine, deliver } = temporal();
      const debt = await lapsedAndSuspended();
      const record = await open.ledger.findRecovery(debt);
      assert.ok(record);
      await open.ledger.restoreAccess(record, instant());
      await deliver(aClosing(debt));
      assert.deepEqual(engine.log, []);
    });

    it('leaves it to the workflow where that still runs', async () => {
      const { engine, deliver } = temporal();
      const debt = aDebt();
      await deliver(aFailure({ debt }));
      const record = await open.ledger.findRecovery(debt);
      assert.ok(record);
      await open.ledger.suspendAccess(record, instant());
      await deliver(aClosing(debt));
      assert.deepEqual(engine.log, [`start ${debt.debtId}`, `tell ${debt.debtId} closed paid`]);
    });
  });

  describe('counts the days', () => {
    const firstFailureOf = ({ started }: { started: { firstFailureAt: IsoInstant }[] }) =>
      started.map(({ firstFailureAt }) => firstFailureAt);

    it('from when the charge failed, not from when we heard of it', async () => {
      const { engine, deliver } = temporal();
      await deliver(aFailure(), instant(5 * HOUR));
      assert.deepEqual(firstFailureOf(engine), [instant()]);
    });

    it('from the earliest failure, also where a later one was heard of first', async () => {
      const { engine, handOver } = temporal();
      const debt = aDebt();
      const late = aFailure({ debt, at: instant(48 * HOUR), chargeAttempt: 2 });
      const early = aFailure({ debt, at: instant() });
      await createInboxStore(open.pool).append([
        entryOf(late, instant(48 * HOUR)),
        entryOf(early, instant(49 * HOUR)),
      ]);
      await handOver(late);
      assert.deepEqual(firstFailureOf(engine), [instant()]);
    });

    it('of an order from its first failure, also while that is still asked about', async () => {
      const { engine, handOver } = temporal();
      const order = { debt: aDebt(), debtKind: 'order' } as const;
      const first = aFailure(order);
      const second = aFailure({ ...order, at: instant(HOUR) });
      const { eventId, at } = first;
      const lookup = {
        kind: 'order',
        source: 'stripe',
        eventId,
        at,
        failure: first,
        isSurelyOrder: false,
      } as const;
      await createInboxStore(open.pool).append([
        { ...entryOf(first, instant(HOUR)), content: { kind: 'needs_lookup', lookup } },
        entryOf(second, instant(HOUR)),
      ]);
      await handOver(second);
      assert.deepEqual(firstFailureOf(engine), [instant()]);
    });

    it("never from later than its acceptance, whatever the processor's clock says", async () => {
      const { engine, deliver } = temporal();
      await deliver(aFailure({ at: instant(2 * HOUR) }), instant());
      assert.deepEqual(firstFailureOf(engine), [instant()]);
    });

    it('of a trial from the acceptance, and makes its plan that much shorter', async () => {
      const { engine, deliver } = temporal(10_000);
      await deliver(aFailure(), instant(5 * HOUR));
      assert.deepEqual(firstFailureOf(engine), [instant(5 * HOUR)]);
      const offsets = engine.started[0]?.sequence.steps.map(({ offset }) => offset);
      assert.deepEqual(offsets, ['PT0S', 'PT30S', 'PT70S', 'PT140S']);
    });
  });
});
