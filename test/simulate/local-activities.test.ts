import assert from 'node:assert/strict';
import { setTimeout as work } from 'node:timers/promises';
import { bundleBare, measureBare } from '../../scripts/simulate/bare/measure-bare.ts';
import { simulationStage } from '../support/simulation-stage.ts';
import { hasTestServer } from '../support/temporal.ts';

(hasTestServer ? describe : describe.skip)('activities within a workflow task', function () {
  this.timeout(60_000);

  it('hold the skipped time while they are at work, though others wait for it to go on', async () => {
    const stage = await simulationStage();
    const passed: number[] = [];
    const act = async (): Promise<void> => {
      const before = await stage.temporal.currentTimeMs();
      await work(200);
      passed.push((await stage.temporal.currentTimeMs()) - before);
    };
    const bundle = await bundleBare();
    await measureBare({ stage, bundle, count: 2, days: [0, 1], activities: [1, 1], areLocal: true, act });
    assert.equal(passed.length, 4);
    assert.deepEqual(
      passed.filter((ms) => ms > 60_000),
      [],
    );
  });
});
