import assert from 'node:assert/strict';
import { offerCode } from '../../src/domain/offer-code.ts';
import { offerExpiry } from '../../src/domain/offer-expiry.ts';

describe('how long an offer is valid', () => {
  const cases: readonly [string, string, string, string][] = [
    ['the end of the printed day in UTC', 'UTC', '2026-12-07T10:00:00.000Z', '2026-12-21T23:59:59.000Z'],
    [
      'as the customer’s calendar has it',
      'Asia/Dhaka',
      '2026-12-07T20:00:00.000Z',
      '2026-12-22T17:59:59.000Z',
    ],
    ['over the end of summer time', 'Europe/Berlin', '2026-10-20T10:00:00.000Z', '2026-11-03T22:59:59.000Z'],
    [
      'where clocks go back that night',
      'Europe/Berlin',
      '2026-10-11T10:00:00.000Z',
      '2026-10-25T22:59:59.000Z',
    ],
    ['thirteen hours ahead', 'Pacific/Auckland', '2026-12-07T12:00:00.000Z', '2026-12-22T10:59:59.000Z'],
  ];
  for (const [what, zone, now, end] of cases) {
    it(what, () => assert.equal(offerExpiry(now, 14, zone), end));
  }
});

describe('the code of an offer', () => {
  it('is eight letters and digits that are not read for one another', () => {
    assert.equal(offerCode(new Uint8Array([0, 1, 29, 30, 0, 1, 29, 30, 99])), 'BACK-23Z223Z2');
    assert.match(offerCode(new Uint8Array(32).fill(17)), /^BACK-[2-9A-HJ-NP-TV-Z]{8}$/);
  });
});
