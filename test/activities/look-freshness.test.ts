import assert from 'node:assert/strict';
import type { ActivityDeps } from '../../src/activities/deps.ts';
import { isFresh, type OpenLook } from '../../src/activities/look-at-invoice.ts';
import { toInstant } from '../../src/domain/instant.ts';

const BEGAN = Date.UTC(2026, 10, 23, 10);

/** A look that began at 10:00:00, was answered so much later, and is asked about so much after it began. */
function isFreshAfter(answeredMs: number, nowMs: number): Promise<boolean> {
  const deps = { clock: () => Promise.resolve(BEGAN + nowMs) } as unknown as ActivityDeps;
  const look = { beganAt: toInstant(BEGAN), answeredAtMs: BEGAN + answeredMs } as unknown as OpenLook;
  return isFresh(deps, look);
}

describe('a look at the invoice', () => {
  it('is good for 2 s after its answer, also where the processor took 4.9 s to give it', async () => {
    assert.equal(await isFreshAfter(4_900, 6_900), true);
    assert.equal(await isFreshAfter(100, 2_101), false);
  });

  it('is not good any more when the process slept between question and answer', async () => {
    assert.equal(await isFreshAfter(62_000, 62_010), false);
  });
});
