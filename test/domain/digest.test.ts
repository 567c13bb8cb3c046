import assert from 'node:assert/strict';
import { digestSentences, type Digest } from '../../src/domain/digest.ts';
import { moneyOf } from '../../src/domain/money.ts';

const QUIET: Digest = {
  until: '2026-11-24T09:00:00.000Z',
  opened: 0,
  recovered: { count: 0, amounts: [] },
  held: [],
  unknown: 0,
};

describe('the daily digest', () => {
  it('says nothing after a day on which nothing happened', () => {
    assert.deepEqual(digestSentences(QUIET), []);
  });

  it('names first what waits for a person, and never adds up currencies', () => {
    const amounts = [moneyOf('stripe', '5997', 'usd'), moneyOf('stripe', '1500', 'jpy')];
    const day = {
      ...{ until: QUIET.until, opened: 12, unknown: 2, recovered: { count: 4, amounts } },
      held: [
        { hold: 'no_channel' as const, count: 3, since: '2026-11-18T08:00:00.000Z' },
        { hold: 'staff' as const, count: 1, since: '2026-11-24T04:10:00.000Z' },
      ],
    };
    assert.deepEqual(digestSentences(day), [
      '2 message(s) whose answer was lost, to settle',
      '3 held (no_channel), the longest for 6 days',
      '1 held (staff), the longest for 5 h',
      '4 recovered: 59.97 USD, 1500 JPY',
      '12 opened',
    ]);
  });
});
