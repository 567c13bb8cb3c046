import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { toEpochMs } from '../../../src/domain/instant.ts';
import type { SendPace } from '../../../src/ports/pace-ledger.ts';
import { instant, openedRecovery, openLedger, type Connected, type OpenLedger } from './open-ledger.ts';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 3_600_000;
const DAY = 24 * HOUR;

describe("the pace of a sender's phone", () => {
  let open: OpenLedger;
  let device: string;
  before(async () => {
    open = await openLedger();
  });
  after(() => open.close());
  beforeEach(() => {
    device = `rapiwa:${randomUUID()}`;
  });

  const pace = (limits: Partial<SendPace>): SendPace => ({
    device,
    minGapMs: 0,
    jitterMs: 0,
    hourlyCap: 0,
    dailyCap: 0,
    warmUpCap: 0,
    ...limits,
  });

  async function aDelivery(): Promise<string> {
    const { input: debt } = await openedRecovery(open);
    const plan = { debt, step: 'first_notice', channel: 'whatsapp', phoneHash: 'hash' } as const;
    return (await open.ledger.planDelivery({ ...plan, now: instant() })).id;
  }

  const deliveries = (count: number) => Promise.all(Array.from({ length: count }, aDelivery));

  /** Milliseconds from the beginning to each delivery's slot, asked for one after another. */
  async function slots(ids: readonly string[], limits: SendPace, afterMs = 0) {
    const found: number[] = [];
    for (const id of ids) {
      const { at } = await open.ledger.reserveSlot({ deliveryId: id }, limits, instant(afterMs));
      found.push(toEpochMs(at) - toEpochMs(instant()));
    }
    return found;
  }

  it('sends at once where there is no limit', async () => {
    assert.deepEqual(await slots(await deliveries(3), pace({}), 7), [7, 7, 7]);
  });

  it('keeps the gap between messages', async () => {
    const limits = pace({ minGapMs: 10 * SECOND });
    const [first, second, third] = await deliveries(3);
    assert.deepEqual(await slots([first!, second!], limits), [0, 10 * SECOND]);
    assert.deepEqual(await slots([third!], limits, 25 * SECOND), [25 * SECOND]);
  });

  it('makes each gap longer by its share of the jitter', async () => {
    const { ledger } = open.connect({ random: () => 0.5 });
    const limits = pace({ minGapMs: 10 * SECOND, jitterMs: 10 * SECOND });
    const found = [];
    for (const id of await deliveries(3))
      found.push((await ledger.reserveSlot({ deliveryId: id }, limits, instant())).at);
    assert.deepEqual(found, [instant(), instant(15 * SECOND), instant(30 * SECOND)]);
  });

  it('puts no more than the hourly cap into any 60 minutes', async () => {
    const limits = pace({ minGapMs: SECOND, hourlyCap: 2 });
    const expected = [0, SECOND, HOUR, HOUR + SECOND, 2 * HOUR];
    assert.deepEqual(await slots(await deliveries(5), limits), expected);
  });

  it('puts no more than the daily cap into any 24 hours, and says that it was that cap', async () => {
    const limits = pace({ minGapMs: SECOND, hourlyCap: 2, dailyCap: 3 });
    const ids = await deliveries(6);
    assert.deepEqual(await slots(ids, limits), [0, SECOND, HOUR, DAY, DAY + SECOND, DAY + HOUR]);
  });

  it('says whether the daily cap or the pace is what a delivery waits for', async () => {
    const limits = pace({ minGapMs: SECOND, dailyCap: 2 });
    const [first, second, third] = await deliveries(3);
    const waitsFor = async (id: string) =>
      (await open.ledger.reserveSlot({ deliveryId: id }, limits, instant())).why;
    const reasons = [await waitsFor(first!), await waitsFor(second!), await waitsFor(third!)];
    assert.deepEqual(reasons, ['governor', 'governor', 'daily_cap']);
  });

  it('gives a delivery one slot, however often it asks', async () => {
    const limits = pace({ minGapMs: 10 * SECOND });
    const [first, second] = await deliveries(2);
    const asked = [first!, second!, second!, first!, second!];
    assert.deepEqual(await slots(asked, limits), [0, 10_000, 10_000, 0, 10_000]);
    assert.deepEqual(await slots([second!], limits, 12 * SECOND), [10_000]);
  });

  it('never gives a slot twice, however many processes ask at the same time', async () => {
    const limits = pace({ minGapMs: SECOND });
    const ids = await deliveries(16);
    const processes: Connected[] = [open, open.connect()];
    const answers = await Promise.all(
      ids.map((id, n) => processes[n % 2]!.ledger.reserveSlot({ deliveryId: id }, limits, instant())),
    );
    const taken = answers.map(({ at }) => at).toSorted();
    assert.deepEqual(
      taken,
      ids.map((_, n) => instant(n * SECOND)),
    );
  });

  it('gives one slot to a delivery that two processes ask for at the same time', async () => {
    const limits = pace({ minGapMs: SECOND });
    await slots(await deliveries(2), limits);
    const [id] = await deliveries(1);
    const other = open.connect();
    const answers = await Promise.all(
      [open, other, open, other].map(({ ledger }) =>
        ledger.reserveSlot({ deliveryId: id! }, limits, instant()),
      ),
    );
    assert.deepEqual(new Set(answers.map(({ at }) => at)), new Set([instant(2 * SECOND)]));
  });

  it('queues anew after an outage, so that nothing goes out in a burst', async () => {
    const limits = pace({ minGapMs: 10 * SECOND });
    const ids = await deliveries(5);
    await slots(ids, limits);
    // A day later all five slots have passed.
    const after = await slots(ids, limits, DAY);
    assert.deepEqual(
      after,
      ids.map((_, n) => DAY + n * 10 * SECOND),
    );
  });

  it('keeps a slot that has passed only a moment ago', async () => {
    const limits = pace({ minGapMs: 10 * SECOND });
    const [id] = await deliveries(1);
    await slots([id!], limits);
    assert.deepEqual(await slots([id!], limits, 60 * SECOND), [0]);
    assert.deepEqual(await slots([id!], limits, 60 * SECOND + 1), [60 * SECOND + 1]);
  });

  it('of one phone does not slow another', async () => {
    const limits = pace({ minGapMs: HOUR });
    const [one, other] = await deliveries(2);
    await slots([one!], limits);
    assert.deepEqual(await slots([other!], { ...limits, device: `rapiwa:${randomUUID()}` }), [0]);
  });

  describe('that is new', () => {
    const warming = (limits: Partial<SendPace> = {}) => pace({ dailyCap: 4, warmUpCap: 2, ...limits });

    it('sends less on each of its first ten days, counted from its first message', async () => {
      const found = await slots(await deliveries(5), warming());
      assert.deepEqual(found, [0, 0, DAY, DAY, 2 * DAY]);
    });

    it('sends as much as any other from the eleventh day on', async () => {
      await slots(await deliveries(1), warming());
      assert.deepEqual(
        (await slots(await deliveries(6), warming(), 10 * DAY)).map((at) => at - 10 * DAY),
        [0, 0, 0, 0, DAY, DAY],
      );
    });

    it('whose first ten days end within the wait for a place, waits no longer than until then', async () => {
      await slots(await deliveries(1), warming());
      const found = await slots(await deliveries(4), warming(), 10 * DAY - HOUR);
      assert.deepEqual(found, [10 * DAY - HOUR, 10 * DAY - HOUR, 10 * DAY, 10 * DAY]);
    });

    it('says that it is the daily cap it waits for', async () => {
      const [one, two, three] = await deliveries(3);
      await slots([one!, two!], warming());
      assert.equal(
        (await open.ledger.reserveSlot({ deliveryId: three! }, warming(), instant())).why,
        'daily_cap',
      );
    });
  });

  describe('that was told to rest', () => {
    it('has no place before the end of the rest, for whichever message', async () => {
      await open.ledger.pauseSender(device, instant(HOUR));
      const limits = pace({ minGapMs: SECOND });
      assert.deepEqual(await slots(await deliveries(3), limits), [HOUR, HOUR + SECOND, HOUR + 2 * SECOND]);
    });

    it('queues again what had a place during the rest', async () => {
      const limits = pace({ minGapMs: 10 * SECOND });
      const ids = await deliveries(3);
      assert.deepEqual(await slots(ids, limits), [0, 10 * SECOND, 20 * SECOND]);
      await open.connect().ledger.pauseSender(device, instant(15 * SECOND));
      assert.deepEqual(await slots([ids[2]!, ids[1]!, ids[0]!], limits), [20_000, 30_000, 40_000]);
    });

    it('rests until the latest of several ends', async () => {
      await open.ledger.pauseSender(device, instant(HOUR));
      await open.ledger.pauseSender(device, instant(SECOND));
      assert.deepEqual(await slots(await deliveries(1), pace({})), [HOUR]);
    });
  });

  it('leaves a place that is of no use to the next who asks', async () => {
    const limits = pace({ minGapMs: HOUR });
    const [first, night, other] = await deliveries(3);
    await slots([first!], limits);
    const refused = await open.ledger.reserveSlot(
      { deliveryId: night!, isUseful: (at) => at < instant(HOUR) },
      limits,
      instant(),
    );
    assert.deepEqual(refused, { kind: 'useless', at: instant(HOUR), why: 'governor' });
    assert.deepEqual(await slots([other!], limits), [HOUR]);
    assert.deepEqual(await slots([night!], limits), [2 * HOUR]);
  });

  for (let seed = 1; seed <= 8; seed += 1) {
    it(`keeps gap and caps in every rolling window, whoever asks whenever (seed ${seed})`, async () => {
      const random = randomOf(seed);
      const limits = {
        minGapMs: MINUTE,
        jitterMs: MINUTE,
        hourlyCap: 4,
        dailyCap: 9,
        warmUpCap: seed % 2 ? 6 : 0,
      };
      await goThrough(random, pace(limits));
      assertPaced(await slotsOf(device), pace(limits));
    });
  }

  /** Deliveries ask in any order, at their place or long after it, and now and then the device is told to rest. */
  async function goThrough(random: () => number, limits: SendPace): Promise<void> {
    const processes = [open.connect({ random }), open.connect({ random })];
    const ids = await deliveries(15);
    let now = 0;
    for (let turn = 0; turn < 30; turn += 1) {
      // Mostly minutes apart, sometimes most of a day.
      now += Math.floor(random() * (random() < 0.15 ? 20 * HOUR : 20 * MINUTE));
      if (random() < 0.1)
        await open.ledger.pauseSender(device, instant(now + Math.floor(random() * 3 * HOUR)));
      const who = () => ids[Math.floor(random() * ids.length)]!;
      const asking = [who(), who(), who()];
      await Promise.all(
        asking.map((id, n) =>
          processes[n % 2]!.ledger.reserveSlot(
            { deliveryId: id, isUseful: () => random() < 0.9 },
            limits,
            instant(now),
          ),
        ),
      );
      assertPaced(await slotsOf(device), limits);
    }
  }

  async function slotsOf(name: string): Promise<number[]> {
    const rows = await open.db
      .selectFrom('send_slots')
      .select('slot_at')
      .where('device', '=', name)
      .execute();
    return rows.map(({ slot_at }) => toEpochMs(slot_at)).toSorted((a, b) => a - b);
  }

  function assertPaced(
    taken: readonly number[],
    { minGapMs, hourlyCap, dailyCap, warmUpCap }: SendPace,
  ): void {
    const capAt = (at: number) => (warmUpCap > 0 && at < taken[0]! + 10 * DAY ? warmUpCap : dailyCap);
    for (const [n, at] of taken.entries()) {
      const within = (ms: number) => taken.filter((other) => other <= at && other > at - ms).length;
      if (n > 0) assert.ok(at - taken[n - 1]! >= minGapMs, `gap before ${at}`);
      assert.ok(within(HOUR) <= hourlyCap, `hour up to ${at}`);
      assert.ok(within(DAY) <= capAt(at), `day up to ${at}`);
    }
  }
});

/** Mulberry32: the same numbers for the same seed, 0 ≤ x < 1. */
function randomOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
