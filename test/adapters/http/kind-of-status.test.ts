import assert from 'node:assert/strict';
import { kindOfStatus } from '../../../src/adapters/http/kind-of-status.ts';

describe('the status of a refusal', () => {
  for (const [status, kind] of [
    [302, 'unavailable'],
    [400, 'rejected'],
    [401, 'unauthorized'],
    [403, 'unauthorized'],
    [404, 'not_found'],
    [408, 'unavailable'],
    [409, 'unavailable'],
    [422, 'rejected'],
    [429, 'rate_limited'],
    [500, 'unavailable'],
    [503, 'unavailable'],
  ] as const) {
    it(`${status} means ${kind}`, () => {
      assert.equal(kindOfStatus(status), kind);
    });
  }

  it('means what the provider says where it says otherwise, and there only', () => {
    const exceptions = { 404: 'unauthorized', 423: 'unavailable' } as const;
    assert.deepEqual(
      [404, 423, 401].map((status) => kindOfStatus(status, exceptions)),
      ['unauthorized', 'unavailable', 'unauthorized'],
    );
  });
});
