import assert from 'node:assert/strict';
import { DAY_MS } from '../../src/domain/duration.ts';
import { toInstant } from '../../src/domain/instant.ts';
import { verdictLasts, type NumberVerdict } from '../../src/domain/number-verdict.ts';

const CHECKED = Date.UTC(2026, 10, 23, 10);
const lasting: readonly [NumberVerdict, number][] = [
  ['exists', 14 * DAY_MS],
  ['absent', DAY_MS / 4],
  ['unknown', 14 * DAY_MS],
];

describe('what was heard about a number', () => {
  for (const [verdict, ms] of lasting) {
    it(`${verdict} counts for ${ms / DAY_MS} days`, () => {
      const at = (age: number) => verdictLasts(verdict, toInstant(CHECKED), toInstant(CHECKED + age));
      assert.deepEqual([at(0), at(ms - 1), at(ms)], [true, true, false]);
    });
  }
});
