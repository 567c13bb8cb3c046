import assert from 'node:assert/strict';
import { createInboxStore } from '../../src/adapters/postgres/inbox-store.ts';
import { createPool } from '../../src/adapters/postgres/pool.ts';
import { createDatabase } from '../../src/adapters/postgres/database.ts';
import { createRelayStore } from '../../src/adapters/postgres/relay-store.ts';
import { DAY_MS } from '../../src/domain/duration.ts';
import type { PaymentEvent } from '../../src/domain/events.ts';
import { toEpochMs } from '../../src/domain/instant.ts';
import { SHIPPED_SEQUENCES } from '../support/standard-sequence.ts';
import { createHandOver } from '../../src/inbox/hand-over.ts';
import { startRelay, type Relay, type RelayOptions } from '../../src/inbox/relay.ts';
import type { StaffAlert } from '../../src/ports/staff-alerts.ts';
import { aDebt, instant, openLedger, type OpenLedger } from '../adapters/postgres/open-ledger.ts';
import { severable } from '../adapters/postgres/severable.ts';
import { eventually } from '../support/eventually.ts';
import { aClosing, aFailure, entryOf } from './entries.ts';
import { inMemoryEngine } from './in-memory-engine.ts';

const HOUR = 3_600_000;
const SECOND = 1_000;

describe('the relay', () => {
  let open: OpenLedger;
  const relays: Relay[] = [];

  before(async () => {
    open = await openLedger();
  });
  after(() => open.close());
  afterEach(async () => {
    for (const relay of relays.splice(0)) await relay.stop();
    await open.db.deleteFrom('inbox_events').execute();
  });

  /** A relay that looks only when woken, on a clock that the test moves. */
  function relayOn(options: Partial<RelayOptions> = {}) {
    const engine = inMemoryEngine();
    const alerts: StaffAlert[] = [];
    const logged: string[] = [];
    const note = (_fields: object, event: string) => void logged.push(event);
    const world = { nowMs: toEpochMs(instant()) };
    const store = createRelayStore(open.db);
    const relay = startRelay({
      store,
      handOver: createHandOver({
        ledger: open.ledger,
        failures: store,
        engine,
        sequenceBook: SHIPPED_SEQUENCES,
        dayLengthMs: DAY_MS,
      }),
      alerts: { alert: async (alert) => void alerts.push(alert) },
      log: { info: note, warn: note, error: note },
      now: () => world.nowMs,
      idleMs: HOUR,
      ...options,
    });
    relays.push(relay);
    return { relay, engine, alerts, logged, world, store };
  }

  const append = (...events: PaymentEvent[]) =>
    createInboxStore(open.pool).append(events.map((event) => entryOf(event)));

  const row = ({ eventId }: PaymentEvent) =>
    open.db.selectFrom('inbox_events').selectAll().where('event_id', '=', eventId).executeTakeFirstOrThrow();

  const untilState = (event: PaymentEvent, state: string) =>
    eventually(`${event.eventId} is ${state}`, async () => (await row(event)).state === state);

  it('hands over at once when it is woken, however long it would have slept', async () => {
    const { relay, engine } = relayOn();
    const failure = aFailure();
    await append(failure);
    relay.wake();
    await untilState(failure, 'done');
    assert.deepEqual(engine.log, [`start ${failure.debt.debtId}`]);
  });

  it('finds rows of other servers by itself', async () => {
    relayOn({ idleMs: 1 });
    const failure = aFailure();
    await append(failure);
    await untilState(failure, 'done');
  });

  it('hands over what was waiting when the process started', async () => {
    const failure = aFailure();
    await append(failure);
    relayOn();
    await untilState(failure, 'done');
    assert.equal((await row(failure)).settled_at, instant());
  });

  it('hands over more rows than fit one batch without being woken again', async () => {
    const failures = Array.from({ length: 7 }, () => aFailure());
    await append(...failures);
    const { engine } = relayOn({ batch: 2 });
    for (const failure of failures) await untilState(failure, 'done');
    assert.equal(engine.started.length, 7);
  });

  it('leaves alone what is stored for people only', async () => {
    const { eventId, at, debt } = aFailure();
    const ignored: PaymentEvent = { kind: 'ignored', eventId, at, debt, reason: 'partly_paid' };
    const { relay, engine, store } = relayOn();
    await append(ignored);
    assert.equal(await store.oldestPending(), null);
    const failure = aFailure();
    await append(failure);
    relay.wake();
    await untilState(failure, 'done');
    assert.deepEqual([(await row(ignored)).state, engine.calls], ['ignored', 1]);
  });

  it('knows how long the oldest event has been waiting', async () => {
    const store = createRelayStore(open.db);
    assert.equal(await store.oldestPending(), null);
    const inbox = createInboxStore(open.pool);
    await inbox.append([entryOf(aFailure(), instant(5)), entryOf(aFailure(), instant(3))]);
    assert.equal(await store.oldestPending(), instant(3));
    const triedInVain = aFailure();
    await inbox.append([entryOf(triedInVain, instant(1))]);
    await open.db
      .updateTable('inbox_events')
      .set({ next_try_at: instant(HOUR) })
      .where('event_id', '=', triedInVain.eventId)
      .execute();
    assert.equal(await store.oldestPending(), instant(1));
  });

  describe('while Temporal is away', () => {
    it('tries for ever, parks nothing, and hands over when it is back', async () => {
      const { relay, engine, alerts, world } = relayOn({ awayMs: 1 });
      engine.away = true;
      const events = [aFailure(), aClosing(aDebt())];
      await append(...events);
      for (let round = 1; round <= 12; round += 1) {
        relay.wake();
        await eventually(`round ${round}`, () => engine.calls >= 2 * round);
        await eventually('the round is committed', async () => {
          const states = await Promise.all(events.map(row));
          return states.every(({ next_try_at }) => toEpochMs(next_try_at) > world.nowMs);
        });
        world.nowMs += 2 * SECOND;
      }
      const states = await Promise.all(events.map(row));
      assert.deepEqual(
        states.map(({ state, tries }) => [state, tries]),
        [
          ['pending', 0],
          ['pending', 0],
        ],
      );
      assert.equal(relay.reachesTemporal(), false);
      engine.away = false;
      relay.wake();
      for (const event of events) await untilState(event, 'done');
      await eventually('the relay knows it', () => relay.reachesTemporal());
      assert.deepEqual(alerts, []);
    });
  });

  it('leaves Temporal alone for a while after it was not reached, however often it is woken', async () => {
    const { relay, engine } = relayOn({ batch: 1, awayMs: HOUR });
    engine.away = true;
    const events = [aFailure(), aFailure(), aFailure()];
    await append(...events);
    relay.wake();
    await eventually('the first is tried', () => engine.calls === 1);
    await eventually('the relay knows it', () => !relay.reachesTemporal());
    for (const event of events) {
      await append(event);
      relay.wake();
    }
    // Stopping finishes whatever those wakes had begun.
    await relay.stop();
    assert.equal(engine.calls, 1);
  });

  describe('with a row that is refused', () => {
    /** Lets the pauses between the tries pass until the row is parked. */
    async function untilParked(event: PaymentEvent, { relay, world }: ReturnType<typeof relayOn>) {
      await eventually('the row is parked', async () => {
        world.nowMs += HOUR;
        relay.wake();
        return (await row(event)).state === 'parked';
      });
    }

    it('parks it after five tries, and tells the staff once', async () => {
      const setting = relayOn();
      const failure = aFailure();
      setting.engine.refused.add(failure.debt.debtId);
      await append(failure);
      await untilParked(failure, setting);
      const { id, tries, reason } = await row(failure);
      assert.deepEqual([tries, reason], [5, `${failure.debt.debtId} is refused`]);
      assert.equal(setting.engine.calls, 5);
      assert.deepEqual(
        setting.alerts.map(({ key }) => key),
        [`inbox-parked:${id}`],
      );
      assert.equal(setting.relay.reachesTemporal(), true);
    });

    it('delays no other row by it', async () => {
      const { relay, engine } = relayOn({ batch: 1 });
      const refused = aFailure();
      engine.refused.add(refused.debt.debtId);
      const others = [aFailure(), aFailure()];
      await append(refused, ...others);
      relay.wake();
      for (const other of others) await untilState(other, 'done');
      await eventually('the refused row was tried', async () => (await row(refused)).tries === 1);
      assert.equal((await row(refused)).state, 'pending');
    });

    it('waits longer after each try', async () => {
      const { relay, engine, world } = relayOn();
      const failure = aFailure();
      engine.refused.add(failure.debt.debtId);
      await append(failure);
      const pauses: number[] = [];
      for (const tries of [1, 2, 3, 4]) {
        relay.wake();
        await eventually(`try ${tries}`, async () => (await row(failure)).tries === tries);
        const next = toEpochMs((await row(failure)).next_try_at);
        pauses.push((next - world.nowMs) / SECOND);
        world.nowMs = next;
      }
      assert.deepEqual(pauses, [2, 4, 8, 16]);
    });

    for (const [what, event] of Object.entries({
      'no event in it': null,
      'an event of a later version': '{"kind":"payment_from_the_future"}',
      'half an event': '{"kind":"payment_fa',
    })) {
      it(`parks a row with ${what}, and delays no other row by it`, async () => {
        const setting = relayOn();
        const [unreadable, readable] = [aFailure(), aFailure()];
        await append(unreadable);
        await open.db
          .updateTable('inbox_events')
          .set({ event, state: 'pending', tries: 0, next_try_at: instant() })
          .where('event_id', '=', unreadable.eventId)
          .execute();
        await append(readable);
        await untilParked(unreadable, setting);
        await untilState(readable, 'done');
        assert.match((await row(unreadable)).reason ?? '', /cannot be read/);
        assert.equal(setting.alerts.length, 1);
      });
    }
  });

  it('never shares a row with the relay of another server', async () => {
    const failures = Array.from({ length: 60 }, () => aFailure());
    await append(...failures);
    const handed: string[] = [];
    let bothAtWork = (): void => undefined;
    const meeting = new Promise<void>((resolve) => (bothAtWork = resolve));
    const present = new Set<string>();
    const handOverAt = (server: string) => async (event: PaymentEvent) => {
      handed.push(event.eventId);
      present.add(server);
      if (present.size === 2) bothAtWork();
      // Neither lets its rows go before the other one has some.
      await meeting;
    };
    relayOn({ handOver: handOverAt('one') });
    relayOn({ handOver: handOverAt('other'), store: createRelayStore(open.connect().db) });
    for (const failure of failures) await untilState(failure, 'done');
    assert.deepEqual(handed.toSorted(), failures.map(({ eventId }) => eventId).toSorted());
  });

  it('outlives a database that is away', async () => {
    const way = await severable(open.url);
    const options = { size: 2, applicationName: 'severed', onIdleError: () => undefined };
    const db = createDatabase(createPool({ url: way.url, ...options }));
    const { relay, logged } = relayOn({ store: createRelayStore(db), idleMs: 1 });
    await way.cut();
    await eventually('the relay notices', () => logged.includes('relay.round_failed'));
    const failure = aFailure();
    await append(failure);
    await way.restore();
    await untilState(failure, 'done');
    await relay.stop();
    await db.destroy();
    await way.cut();
  });

  it('hands over again what it was handing over when the database went away', async () => {
    const way = await severable(open.url);
    const options = { size: 2, applicationName: 'severed', onIdleError: () => undefined };
    const db = createDatabase(createPool({ url: way.url, ...options }));
    let calls = 0;
    const handOver = async () => {
      calls += 1;
      if (calls === 1) await way.cut();
    };
    const { relay, logged } = relayOn({ store: createRelayStore(db), idleMs: 1, handOver });
    const failure = aFailure();
    await append(failure);
    await eventually('the relay notices', () => logged.includes('relay.round_failed'));
    assert.equal((await row(failure)).state, 'pending');
    await way.restore();
    await untilState(failure, 'done');
    assert.equal(calls, 2);
    await relay.stop();
    await db.destroy();
    await way.cut();
  });

  it('finishes what it is handing over before it stops', async () => {
    let arrived = (): void => undefined;
    let letGo = (): void => undefined;
    const underWay = new Promise<void>((resolve) => (arrived = resolve));
    const held = new Promise<void>((resolve) => (letGo = resolve));
    const { relay } = relayOn({
      handOver: () => {
        arrived();
        return held;
      },
    });
    const failure = aFailure();
    await append(failure);
    relay.wake();
    await underWay;
    const stopped = relay.stop();
    letGo();
    await stopped;
    assert.equal((await row(failure)).state, 'done');
  });
});
