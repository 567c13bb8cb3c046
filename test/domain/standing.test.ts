import assert from 'node:assert/strict';
import { CLOSING_STANDINGS, standingRank, type Standing } from '../../src/domain/standing.ts';

describe('the rank of a standing', () => {
  it('puts open below all that closes an invoice, so that nothing goes back to open', () => {
    for (const closing of CLOSING_STANDINGS) assert.ok(standingRank(closing) > standingRank('open'), closing);
  });

  it('lets payment replace every other word and be replaced by none', () => {
    const others: Standing[] = ['open', 'subscription_ended', 'uncollectible', 'deleted', 'void'];
    for (const other of others) assert.ok(standingRank('paid') > standingRank(other), other);
  });

  it('gives each standing a rank of its own', () => {
    const ranks = (['open', ...CLOSING_STANDINGS] as const).map(standingRank);
    assert.deepEqual(ranks, [0, 1, 2, 3, 4, 5]);
  });
});
