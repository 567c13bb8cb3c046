import assert from 'node:assert/strict';
import { isPaidOutcome, outcomeOf, OUTCOMES } from '../../src/domain/outcome.ts';
import { CLOSING_STANDINGS } from '../../src/domain/standing.ts';

describe('the outcome of a recovery', () => {
  it('follows from how the invoice closed', () => {
    const outcomes = CLOSING_STANDINGS.map((standing) => `${standing} → ${outcomeOf(standing, 'active')}`);
    assert.deepEqual(outcomes, [
      'subscription_ended → subscription_ended',
      'uncollectible → uncollectible',
      'deleted → voided',
      'void → voided',
      'paid → recovered',
    ]);
  });

  it('is late when the customer paid after access was suspended, and only then', () => {
    for (const standing of CLOSING_STANDINGS) {
      const expected = standing === 'paid' ? 'recovered_late' : outcomeOf(standing, 'active');
      assert.equal(outcomeOf(standing, 'suspended'), expected);
    }
  });

  it('is one of money received for recovered and recovered_late alone', () => {
    assert.deepEqual(OUTCOMES.filter(isPaidOutcome), ['recovered', 'recovered_late']);
  });
});
