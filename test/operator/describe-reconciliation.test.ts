import assert from 'node:assert/strict';
import { NOTHING_FOUND, reconcileAll, type RepairRequest } from '../../src/domain/reconciliation.ts';
import { describeReconciliation } from '../../src/operator/describe-reconciliation.ts';

const START = { startedAt: '2026-11-23T10:00:00.000Z', eventsSince: '2026-11-22T10:00:00.000Z', cursors: {} };

/** Reports of a run whose repairs answer what `answer` says. */
const reportsOf = (answer: (request: RepairRequest) => object, cursors: Record<string, string> = {}) =>
  reconcileAll({
    start: { ...START, cursors },
    dryRun: false,
    repairPage: (request) => Promise.resolve({ ...NOTHING_FOUND, ...answer(request) }),
    explain: (error) => String(error),
  });

describe('the report of a reconciliation', () => {
  it('adds up the pages of each repair, and says where the next run goes on', async () => {
    const [events, , , runs] = await reportsOf(({ repair, cursor }) => {
      if (repair === 'runs') return { looked: 100, next: `${Number(cursor ?? 0) + 1}` };
      if (repair === 'undelivered_events' && cursor === null)
        return { looked: 100, repaired: 2, next: 'evt_100' };
      return { looked: 7 };
    });
    assert.deepEqual([events!.looked, events!.repaired, events!.cursor], [107, 2, null]);
    assert.deepEqual([runs!.looked, runs!.cursor], [10_000, '100']);
  });

  it('goes on where the last run stopped', async () => {
    const seen: (string | null)[] = [];
    const notice = ({ repair, cursor }: RepairRequest) => {
      if (repair === 'runs') seen.push(cursor);
      return {};
    };
    await reportsOf(notice, { runs: 'after in_5' });
    assert.deepEqual(seen, ['after in_5']);
  });

  it('tells of a repair that fails, and of the others all the same', async () => {
    const reports = await reportsOf(({ repair }) => {
      if (repair === 'closed_elsewhere') throw new Error('Stripe is away');
      return repair === 'runs' ? { looked: 3, repaired: 1, findings: ['in_1: started again'] } : {};
    });
    const text = describeReconciliation(reports, false);
    assert.match(text, /closed_elsewhere {5}failed: Error: Stripe is away/);
    assert.match(text, /runs {17}3 looked at, 1 repaired\n {21}in_1: started again/);
    assert.match(describeReconciliation(reports, true), /^Dry run: nothing was changed\.\n[^]*1 to repair/);
  });
});
