import assert from 'node:assert/strict';
import { crowd } from '../../scripts/simulate/crowd.ts';
import { nextMondayMorning } from '../../scripts/simulate/first-failure.ts';
import { openOwnStage } from '../../scripts/simulate/own-stage.ts';
import { play } from '../../scripts/simulate/play.ts';
import { progressText } from '../../scripts/simulate/progress-line.ts';
import { dayOf } from '../../scripts/simulate/reasons.ts';
import { retell } from '../../scripts/simulate/retell.ts';
import { measureSpeed } from '../../scripts/simulate/speed.ts';
import type { ToldCustomer } from '../../scripts/simulate/told.ts';
import type { Progress } from '../../scripts/simulate/watch-progress.ts';
import { hasTestServer, installQuietRuntime } from '../support/temporal.ts';

/** `npm run simulate -- --count 2000` is the same with more of them (docs/benchmarks.md). */
const COUNT = 200;

(hasTestServer ? describe : describe.skip)(`npm run simulate -- --count ${COUNT}`, function () {
  this.timeout(240_000);

  const messages = ({ timeline, firstFailureAt }: ToldCustomer): string =>
    timeline
      .flatMap((entry) =>
        entry.kind === 'message' ? [`${dayOf(entry.at, firstFailureAt)} ${entry.step}`] : [],
      )
      .join(', ');

  let stage: Awaited<ReturnType<typeof openOwnStage>>;
  // The servers of the command itself.
  before(async () => {
    installQuietRuntime();
    stage = await openOwnStage(process.env['TEMPORAL_TEST_SERVER_PATH']!);
  });
  after(() => stage.close());

  it('plays them all at once, each like one alone, tells how far it is, and how fast it was', async () => {
    const progress: Progress[] = [];
    const variables = {
      BUSINESS_NAME: 'Harbour Yoga',
      RAPIWA_MIN_GAP_MS: '0',
      RAPIWA_HOURLY_CAP: '0',
      RAPIWA_DAILY_CAP: '0',
    };
    const begin = (now: number) => nextMondayMorning(now, 'UTC');
    const onProgress = (now: Progress) => void progress.push(now);
    const customers = crowd(COUNT, 'never-pays');
    const options = { stage, variables, hasEmail: false, begin, onProgress };
    const { told, seconds } = await play(customers, options, async (played, took) => ({
      told: await retell(played),
      seconds: took,
    }));

    const whole = 'day 0 first_notice, day 3 second_notice, day 7 final_notice, day 14 suspension';
    assert.deepEqual([...new Set(told.customers.map(messages))], [whole]);
    assert.equal(told.customers.length, COUNT);
    const outcomes = told.customers.flatMap(({ invoices }) => invoices.map(({ outcome }) => outcome));
    assert.deepEqual([...new Set(outcomes)], ['lapsed']);

    const last = progress.at(-1)!;
    assert.match(
      progressText(last),
      new RegExp(`^\\[#{24}\\] day 4\\d, \\d+ activities, ${COUNT} of ${COUNT} recoveries ended$`),
    );
    assert.ok(
      progress.some(({ done, ended }) => done > 0 && ended === 0),
      'nothing was told on the way',
    );

    const speed = await measureSpeed({ stage, customers, told, seconds, mostBare: 20 });
    assert.match(
      speed,
      new RegExp(
        `^${COUNT} customers, ${COUNT} sequences in \\d+\\.\\d s: \\d+\\.\\d a second\n\\d\\.\\d\\d × a bare workflow`,
      ),
    );
  });
});
