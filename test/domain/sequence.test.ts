import assert from 'node:assert/strict';
import { durationMs } from '../../src/domain/duration.ts';
import { scaleSequence } from '../../src/domain/sequence.ts';
import { STANDARD_SEQUENCE } from '../support/standard-sequence.ts';

const DAY = 86_400_000;

describe('the standard sequence', () => {
  it('asks on day 0, 3 and 7, suspends on day 14 and waits 30 days for the customer to return', () => {
    const days = STANDARD_SEQUENCE.steps.map((step) => `day ${durationMs(step.offset) / DAY} ${step.id}`);
    assert.deepEqual(days, [
      'day 0 first_notice',
      'day 3 second_notice',
      'day 7 final_notice',
      'day 14 suspension',
    ]);
    assert.equal(durationMs(STANDARD_SEQUENCE.winbackWindow!), 30 * DAY);
  });

  it('becomes seconds where a day lasts ten, with the same steps in the same order', () => {
    const short = scaleSequence(STANDARD_SEQUENCE, 10_000);
    assert.deepEqual(short, {
      id: 'standard',
      version: STANDARD_SEQUENCE.version,
      steps: [
        { id: 'first_notice', offset: 'PT0S' },
        { id: 'second_notice', offset: 'PT30S' },
        { id: 'final_notice', offset: 'PT70S' },
        { id: 'suspension', offset: 'PT140S' },
      ],
      winbackWindow: 'PT300S',
    });
  });

  it('is the same plan where a day lasts a day, and is not changed by scaling', () => {
    const before = structuredClone(STANDARD_SEQUENCE);
    scaleSequence(STANDARD_SEQUENCE, 10_000);
    assert.deepEqual(STANDARD_SEQUENCE, before);
    assert.deepEqual(scaleSequence(STANDARD_SEQUENCE, DAY), before);
  });
});
