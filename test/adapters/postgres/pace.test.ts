import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { toEpochMs } from '../../../src/domain/instant.ts';
import type { SendPace } from '../../../src/ports/ledger.ts';
import { instant, openedRecovery, openLedger, type Connected, type OpenLedger } from './open-ledger.ts';

const SECOND = 1_000;
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
      const { at } = await open.ledger.reserveSlot(id, limits, instant(afterMs));
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
    for (const id of await deliveries(3)) found.push((await ledger.reserveSlot(id, limits, instant())).at);
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
    const waitsFor = async (id: string) => (await open.ledger.reserveSlot(id, limits, instant())).why;
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
      ids.map((id, n) => processes[n % 2]!.ledger.reserveSlot(id, limits, instant())),
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
      [open, other, open, other].map(({ ledger }) => ledger.reserveSlot(id!, limits, instant())),
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
});
