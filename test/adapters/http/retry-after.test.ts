import assert from 'node:assert/strict';
import { retryAfterMs } from '../../../src/adapters/http/retry-after.ts';

const NOW_MS = Date.parse('2026-11-23T10:00:00Z');

describe('Retry-After', () => {
  it('counts seconds', () => {
    assert.equal(retryAfterMs('30', NOW_MS), 30_000);
    assert.equal(retryAfterMs(' 0 ', NOW_MS), 0);
  });

  it('counts until an HTTP date, and not below zero', () => {
    assert.equal(retryAfterMs('Mon, 23 Nov 2026 10:01:30 GMT', NOW_MS), 90_000);
    assert.equal(retryAfterMs('Mon, 23 Nov 2026 09:00:00 GMT', NOW_MS), 0);
  });

  it('says nothing where the header is absent or unreadable', () => {
    for (const header of [undefined, null, '', 'soon', '-5', '3.5', '1e3', 'Mon, soon', ['30']]) {
      assert.equal(retryAfterMs(header, NOW_MS), null);
    }
  });
});
