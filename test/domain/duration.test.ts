import assert from 'node:assert/strict';
import { durationMs, scaleDuration, toDuration } from '../../src/domain/duration.ts';

const DAY = 86_400_000;

describe('durations', () => {
  it('are read in days, hours, minutes and seconds', () => {
    assert.deepEqual(['P3D', 'PT15M', 'PT6.5S', 'PT0S', 'P1DT2H3M4S', 'PT48H', 'PT0.001S'].map(durationMs), [
      3 * DAY,
      900_000,
      6_500,
      0,
      DAY + 7_384_000,
      2 * DAY,
      1,
    ]);
  });

  it('are refused by name in any other shape', () => {
    for (const text of [
      '',
      'P',
      'PT',
      'P1DT',
      '3D',
      'P1M',
      'P1Y',
      'P1W',
      'P-1D',
      'PT1.5H',
      'PT0.0001S',
      'p3d',
    ]) {
      assert.throws(
        () => durationMs(text),
        new RangeError(`"${text}" is not an ISO 8601 duration such as P3D or PT15M`),
      );
    }
  });

  it('are written in days when they are whole days, else in seconds', () => {
    assert.deepEqual([3 * DAY, 6_000, 1, 0, DAY + 500].map(toDuration), [
      'P3D',
      'PT6S',
      'PT0.001S',
      'PT0S',
      'PT86400.5S',
    ]);
  });

  it('come back the same from their text', () => {
    for (const ms of [
      0,
      1,
      999,
      1_001,
      59_999,
      3_600_000,
      DAY - 1,
      DAY,
      DAY + 1,
      44 * DAY,
      365_000 * DAY + 7,
    ]) {
      assert.equal(durationMs(toDuration(ms)), ms);
    }
  });

  it('keep their text when a day lasts a day', () => {
    assert.deepEqual(
      ['PT0S', 'P3D', 'P14D', 'PT15M'].map((text) => scaleDuration(text, DAY)),
      ['PT0S', 'P3D', 'P14D', 'PT900S'],
    );
  });

  it('shrink with the length of the day', () => {
    assert.deepEqual(
      ['PT0S', 'P3D', 'P14D', 'P30D'].map((text) => scaleDuration(text, 10_000)),
      ['PT0S', 'PT30S', 'PT140S', 'PT300S'],
    );
    assert.equal(scaleDuration('PT15M', 10_000), 'PT0.104S');
  });
});
