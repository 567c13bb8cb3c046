import assert from 'node:assert/strict';
import { addCounts, countTests, KNOWN_TESTS, verdictOf } from '../../scripts/testing/verdict.ts';

const WHOLE = { exitCode: 0, isWholeSuite: true, isCi: true };

describe('the verdict on a test run', () => {
  it('reads the counts from the closing lines of mocha', () => {
    assert.deepEqual(countTests('  ✔ 3 passing trains\n\n  12 passing (3s)\n  2 pending\n  1 failing\n'), {
      passed: 12,
      failed: 1,
      skipped: 2,
    });
  });

  it('adds up what several mocha processes counted', () => {
    const one = { passed: 3, failed: 0, skipped: 1 };
    assert.deepEqual(addCounts([one, { passed: 4, failed: 2, skipped: 0 }]), {
      passed: 7,
      failed: 2,
      skipped: 1,
    });
  });

  it('is good when all known tests passed', () => {
    assert.deepEqual(verdictOf({ passed: KNOWN_TESTS, failed: 0, skipped: 0 }, WHOLE), {
      failed: 0,
      complaints: [],
    });
  });

  it('fails on a skip in CI, and forgives it elsewhere', () => {
    const counts = { passed: KNOWN_TESTS, failed: 0, skipped: 1 };
    assert.equal(verdictOf(counts, WHOLE).failed, 1);
    assert.equal(verdictOf(counts, { ...WHOLE, isCi: false }).failed, 0);
  });

  it('fails when fewer tests ran than are known, unless some were named', () => {
    const counts = { passed: KNOWN_TESTS - 1, failed: 0, skipped: 0 };
    assert.equal(verdictOf(counts, WHOLE).failed, 1);
    assert.equal(verdictOf(counts, { ...WHOLE, isWholeSuite: false }).failed, 0);
  });

  it('fails when no test ran at all, whichever were named', () => {
    const verdict = verdictOf(
      { passed: 0, failed: 0, skipped: 0 },
      { ...WHOLE, isWholeSuite: false, isCi: false },
    );
    assert.deepEqual(verdict, { failed: 1, complaints: ['mocha ran no test at all'] });
  });

  it('fails when mocha died without naming a failing test', () => {
    const verdict = verdictOf({ passed: KNOWN_TESTS, failed: 0, skipped: 0 }, { ...WHOLE, exitCode: 7 });
    assert.deepEqual(verdict, {
      failed: 1,
      complaints: ['mocha ended with exit code 7 without a failing test'],
    });
  });
});
