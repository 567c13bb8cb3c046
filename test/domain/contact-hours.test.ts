import assert from 'node:assert/strict';
import { wallTimeAt } from '../../src/domain/clock.ts';
import { allowedSuspensionInstant, describeHours, nextOpening } from '../../src/domain/contact-hours.ts';
import type { Zones } from '../../src/domain/contact-place.ts';
import { parseContactWindow, type ContactWindow } from '../../src/domain/contact-window.ts';
import { zonesOfCountry } from '../../src/domain/country-zones.ts';
import { windowFor } from '../../src/domain/window-presets.ts';

const DAYTIME = parseContactWindow('09:00-20:00');
const NEW_ZEALAND = ['Pacific/Auckland', 'Pacific/Chatham'] as const;
const all = (country: string) => zonesOfCountry(country) as unknown as Zones;
const opens = (at: string, zones: Zones, window: ContactWindow = DAYTIME) =>
  nextOpening(at, { window, zones });

describe('the hours of a customer who may be in several zones', () => {
  it('are open only while every zone is inside the window', () => {
    // 9:00 in New York is 6:00 in Los Angeles; 20:00 in New York is 17:00 there.
    const both = ['America/New_York', 'America/Los_Angeles'] as const;
    assert.equal(opens('2026-11-23T14:00:00.000Z', both).at, '2026-11-23T17:00:00.000Z');
    assert.equal(opens('2026-11-24T00:59:00.000Z', both).at, '2026-11-24T00:59:00.000Z');
    assert.equal(opens('2026-11-24T01:00:00.000Z', both).at, '2026-11-24T17:00:00.000Z');
  });

  it('in two zones 45 minutes apart, at UTC+13 and +13:45, across the date line', () => {
    assert.equal(opens('2026-12-03T18:00:00.000Z', NEW_ZEALAND).at, '2026-12-03T20:00:00.000Z');
    assert.equal(opens('2026-12-04T06:14:00.000Z', NEW_ZEALAND).at, '2026-12-04T06:14:00.000Z');
    assert.equal(opens('2026-12-04T06:15:00.000Z', NEW_ZEALAND).at, '2026-12-04T20:00:00.000Z');
  });

  it('in both zones of New Zealand through the night in which clocks go forward, and back', () => {
    assert.equal(opens('2026-09-26T10:00:00.000Z', NEW_ZEALAND).at, '2026-09-26T20:00:00.000Z');
    assert.equal(opens('2026-04-04T10:00:00.000Z', NEW_ZEALAND).at, '2026-04-04T21:00:00.000Z');
  });

  it('keep to the weekday of every zone: Sunday in Auckland is Saturday in Samoa of the Americas', () => {
    const noSunday: ContactWindow = {
      kind: 'hours',
      from: '09:00',
      to: '20:00',
      weekdays: [1, 2, 3, 4, 5, 6],
    };
    const zones = ['Pacific/Auckland', 'Pacific/Pago_Pago'] as const;
    // Saturday 20:00 UTC: 09:00 on Sunday in Auckland, 09:00 on Saturday in Pago Pago (24 hours apart in summer).
    assert.equal(opens('2026-12-05T20:00:00.000Z', zones, noSunday).at, '2026-12-07T20:00:00.000Z');
    assert.equal(opens('2026-12-05T20:00:00.000Z', zones).at, '2026-12-05T20:00:00.000Z');
  });

  it('are the hour that all of Russia shares, and those of Moscow alone where there is none', () => {
    const russia = all('RU');
    const shared = opens('2026-11-23T10:00:00.000Z', russia);
    assert.equal(shared.at, '2026-11-24T07:00:00.000Z');
    assert.equal(shared.zones.length, russia.length);
    const short = opens('2026-11-23T17:00:00.000Z', russia, parseContactWindow('09:00-18:00'));
    assert.deepEqual(short, { at: '2026-11-24T06:00:00.000Z', zones: ['Europe/Moscow'] });
  });

  it('agree with a look at every clock, minute by minute over a weekend with a clock change', () => {
    const window = windowFor({ kind: 'presets' }, 'US', true);
    const zones = all('US');
    for (const start of ['2026-03-07T00:00:00.000Z', '2026-10-31T00:00:00.000Z']) {
      const inside = (ms: number) =>
        zones.every((zone) => {
          const { weekday, minuteOfDay } = wallTimeAt(ms, zone);
          return weekday !== 7 && minuteOfDay >= 540 && minuteOfDay < 1200;
        });
      for (let hour = 0; hour < 60; hour += 7) {
        const at = Date.parse(start) + hour * 3_600_000;
        let expected = at;
        while (!inside(expected)) expected += 60_000;
        assert.equal(opens(new Date(at).toISOString(), zones, window).at, new Date(expected).toISOString());
      }
    }
  }).timeout(30_000);

  it('say in words which zone and rule they are', () => {
    const words = (country: string, zones: Zones, at = '2026-11-23T10:00:00.000Z') => {
      const hours = { window: windowFor({ kind: 'presets' }, country, true), zones };
      return describeHours(hours, nextOpening(at, hours));
    };
    assert.equal(words('DE', ['Europe/Berlin', 'Europe/Busingen']), 'Europe/Berlin, 09:00-19:00 Mon-Sat');
    assert.equal(words('NZ', NEW_ZEALAND), 'Pacific/Auckland and 1 more of its country, 09:00-20:00');
    assert.equal(words('BD', ['Asia/Dhaka']), 'Asia/Dhaka, 09:00-20:00');
    const off = { window: { kind: 'off' }, zones: ['UTC'] } as const;
    assert.equal(describeHours(off, nextOpening('2026-11-23T10:00:00.000Z', off)), 'UTC, any hour');
  });

  it('let no one be suspended on a weekend of any of their zones', () => {
    const rule = { window: DAYTIME, zones: NEW_ZEALAND, weekdayRule: true };
    // Friday 19:30 in Auckland is 20:15 in Chatham: Monday, at Auckland's nine.
    assert.equal(allowedSuspensionInstant('2026-12-04T06:30:00.000Z', rule), '2026-12-06T20:00:00.000Z');
  });
});

describe('the contact window of a country', () => {
  const hours = (country: string | null) => {
    const window = windowFor({ kind: 'presets' }, country, true);
    return window.kind === 'off'
      ? 'off'
      : `${window.from}-${window.to} ${window.weekdays?.join('') ?? 'daily'}`;
  };

  it('is the preset of the country, else 09:00 to 20:00 on every day', () => {
    assert.equal(hours('US'), '09:00-20:00 123456');
    assert.equal(hours('GB'), '09:00-19:00 123456');
    assert.equal(hours('de'), '09:00-19:00 123456');
    assert.equal(hours('IN'), '09:00-18:30 daily');
    assert.equal(hours('BD'), '09:00-20:00 daily');
    assert.equal(hours('GH'), '09:00-20:00 daily');
    assert.equal(hours(null), '09:00-20:00 daily');
  });

  it("has the operator's own hours where they are set, on the weekdays of the country", () => {
    const own = parseContactWindow('10:00-16:00');
    const expected = { kind: 'hours', from: '10:00', to: '16:00', weekdays: [1, 2, 3, 4, 5, 6] };
    assert.deepEqual(windowFor(own, 'US', true), expected);
    assert.deepEqual(windowFor(own, 'GH', true), own);
  });

  it('has no weekdays in a trial with shortened days, and is off where it is switched off', () => {
    assert.deepEqual(windowFor({ kind: 'presets' }, 'US', false), DAYTIME);
    assert.deepEqual(windowFor({ kind: 'off' }, 'US', true), { kind: 'off' });
  });
});
