import assert from 'node:assert/strict';
import { acrossSources, type SweepPage } from '../../src/activities/reconcile/across-sources.ts';
import { NOTHING_FOUND, type RepairPage } from '../../src/domain/reconciliation.ts';
import { ofSource, type PerSource } from '../../src/ports/per-source.ts';
import { ProviderError } from '../../src/ports/provider-error.ts';
import type { BillingSweep } from '../../src/ports/reconciliation.ts';

const none = () => Promise.resolve({ items: [], next: null });
const sweep: BillingSweep = {
  undeliveredEvents: none,
  openFailures: none,
  closingEvent: () => ({ eventId: '', body: '' }),
};

/** Every page of a whole run, each as `source cursor`. */
async function run(
  sweeps: PerSource<BillingSweep>,
  pageOf: (page: SweepPage) => Partial<RepairPage>,
  from: string | null = null,
): Promise<{ asked: string[]; findings: string[]; skipped: (string | null)[] }> {
  const asked: string[] = [];
  const findings: string[] = [];
  const skipped: (string | null)[] = [];
  let cursor = from;
  do {
    const page = await acrossSources(sweeps, cursor, (one) => {
      asked.push(`${one.source} ${one.cursor ?? 'start'}`);
      return Promise.resolve().then(() => ({ ...NOTHING_FOUND, ...pageOf(one) }));
    });
    findings.push(...page.findings);
    skipped.push(page.skipped);
    cursor = page.next;
  } while (cursor !== null);
  return { asked, findings, skipped };
}

const twoPages = ({ cursor }: SweepPage): Partial<RepairPage> => ({ next: cursor === null ? 'a>b' : null });

describe('a list of every source, page by page', () => {
  it('is gone through to its end, one source after the other', async () => {
    const { asked } = await run({ paddle: sweep, stripe: sweep }, twoPages);
    assert.deepEqual(asked, ['stripe start', 'stripe a>b', 'paddle start', 'paddle a>b']);
  });

  it('goes on where the last run stopped; a cursor of an earlier version was of Stripe', async () => {
    const sweeps = { paddle: sweep, stripe: sweep };
    const last = () => ({ next: null });
    assert.deepEqual((await run(sweeps, last, 'paddle>txn_1')).asked, ['paddle txn_1']);
    assert.deepEqual((await run(sweeps, last, 'in_1')).asked, ['stripe in_1', 'paddle start']);
    assert.deepEqual((await run({ paddle: sweep }, last, 'chargebee>inv_1')).asked, ['paddle start']);
  });

  it('that one source does not offer leaves the others alone, and is named', async () => {
    const refusal = new ProviderError({ provider: 'stripe', kind: 'not_found', doing: 'listing' });
    const refusing = ({ source }: SweepPage) => {
      if (source === 'stripe') throw refusal;
      return { looked: 1 };
    };
    const both = await run({ stripe: sweep, paddle: sweep }, refusing);
    assert.deepEqual(both.asked, ['stripe start', 'paddle start']);
    assert.deepEqual([both.findings, both.skipped], [[refusal.message], [null, null]]);
    const alone = await run({ stripe: sweep }, refusing);
    assert.deepEqual([alone.findings, alone.skipped], [[], [refusal.message]]);
  });

  it('of no source at all is empty', async () => {
    assert.deepEqual((await run({}, twoPages)).asked, []);
  });
});

describe('a recovery whose source is not configured any more', () => {
  it('meets a refusal that names the source and the remedy', () => {
    assert.throws(
      () => ofSource({}, 'paddle'),
      (error) =>
        error instanceof ProviderError &&
        error.details.kind === 'unauthorized' &&
        /paddle, which is not configured here \(set its keys again\)/.test(error.message),
    );
  });
});
