import assert from 'node:assert/strict';
import { contactPlace, type PlaceFacts } from '../../src/domain/contact-place.ts';
import { isTimeZone } from '../../src/domain/clock.ts';
import { zonesOfCountry } from '../../src/domain/country-zones.ts';
import { parsePhone } from '../../src/domain/phone.ts';
import { DIVISIONS } from '../../src/domain/region-tables.ts';

const NOTHING: PlaceFacts = { timeZone: null, country: null, state: null, postalCode: null, phone: null };
const place = (facts: Partial<PlaceFacts>) => contactPlace({ ...NOTHING, ...facts }, 'Europe/Lisbon');
const zones = (facts: Partial<PlaceFacts>) => place(facts).zones.join(' ');
const phone = (number: string) => ({ phone: parsePhone(number, null) });

describe('where a customer is', () => {
  it("by the metadata's zone before anything else", () => {
    const facts = { timeZone: ' Asia/Tokyo ', country: 'DE', ...phone('+1 212 736 5000') };
    assert.deepEqual(place(facts), {
      zones: ['Asia/Tokyo'],
      country: 'DE',
      by: 'metadata',
      unknownZone: false,
    });
  });

  it('passes over a zone that there is not, and says so', () => {
    for (const timeZone of ['Mars/Olympus', 'Berlin', '+02:00', 'GMT+1 (winter)']) {
      const found = place({ timeZone, country: 'AT' });
      assert.deepEqual([found.zones[0], found.by, found.unknownZone], ['Europe/Vienna', 'address', true]);
    }
    assert.equal(place({ timeZone: ' ', country: 'AT' }).unknownZone, false);
  });

  it('by the address before the number, which may have been bought elsewhere', () => {
    const found = place({ country: 'FR', ...phone('+1 212 736 5000') });
    assert.deepEqual(found, { zones: ['Europe/Paris'], country: 'FR', by: 'address', unknownZone: false });
  });

  it('by the number where there is no address, or one that names no country there is', () => {
    assert.equal(zones(phone('+43 660 1234567')), 'Europe/Vienna');
    assert.equal(zones({ country: 'ZZ', ...phone('+676 771 5123') }), 'Pacific/Tongatapu');
    assert.deepEqual(place(phone('+880 1712 345678')).country, 'BD');
  });

  it('else in the default zone, without customs of a country', () => {
    const lost = { zones: ['Europe/Lisbon'], country: null, by: 'default', unknownZone: false };
    assert.deepEqual(place({}), lost);
    assert.deepEqual(place(phone('+881 6 2345 6789')), lost);
  });

  it('anywhere in a country with several zones of which the address says no more, the main one first', () => {
    assert.deepEqual(place({ country: 'nz' }).zones, ['Pacific/Auckland', 'Pacific/Chatham']);
    assert.deepEqual(new Set(place({ country: 'PT' }).zones), new Set(zonesOfCountry('PT')));
    assert.equal(place({ country: 'PT' }).zones[0], 'Europe/Lisbon');
    assert.equal(place({ country: 'US' }).zones[0], 'America/New_York');
    assert.ok(place({ country: 'US' }).zones.includes('Pacific/Honolulu'));
    assert.deepEqual(place({ country: 'CN' }).zones, ['Asia/Shanghai']);
  });

  const addresses: readonly [
    country: string,
    state: string | null,
    postalCode: string | null,
    zones: string,
  ][] = [
    ['US', 'CA', null, 'America/Los_Angeles'],
    ['us', 'US-NY', null, 'America/New_York'],
    ['US', 'TN', null, 'America/New_York America/Chicago'],
    ['US', 'TN', '38103', 'America/Chicago'],
    ['US', 'TN', '37902', 'America/New_York'],
    ['US', null, '94103-1234', 'America/Los_Angeles'],
    ['US', null, '79901', 'America/Denver'],
    ['US', null, '78701', 'America/Chicago'],
    ['US', null, '32501', 'America/Chicago'],
    ['US', null, '96813', 'Pacific/Honolulu'],
    ['US', null, '85001', 'America/Phoenix'],
    ['US', 'PR', null, 'America/Puerto_Rico'],
    ['CA', 'BC', 'V6B 1A1', 'America/Vancouver America/Edmonton'],
    ['CA', 'ON', 'M5V 2T6', 'America/Toronto'],
    ['CA', null, 'S4P 3Y2', 'America/Regina'],
    ['CA', 'NL', null, 'America/St_Johns America/Halifax'],
    ['AU', 'WA', null, 'Australia/Perth'],
    ['AU', null, '5000', 'Australia/Adelaide'],
    ['AU', null, '0200', 'Australia/Sydney'],
    ['BR', 'AM', null, 'America/Manaus'],
    ['BR', null, '69900-000', 'America/Rio_Branco'],
    ['BR', null, '01310-100', 'America/Sao_Paulo'],
    ['BR', 'BA', null, 'America/Sao_Paulo'],
    ['MX', 'MX-BCN', null, 'America/Tijuana'],
    ['MX', null, '77500', 'America/Cancun'],
    ['MX', null, '06600', 'America/Mexico_City'],
    ['ID', 'BA', null, 'Asia/Makassar'],
    ['ID', null, '99351', 'Asia/Jayapura'],
    ['ID', 'JK', null, 'Asia/Jakarta'],
    ['RU', 'PRI', null, 'Asia/Vladivostok'],
    ['RU', 'MOW', '101000', 'Europe/Moscow'],
    ['ES', null, '35001', 'Atlantic/Canary'],
    ['ES', 'M', '28013', 'Europe/Madrid'],
    ['PT', null, '9500-150', 'Atlantic/Azores'],
    ['IN', 'MH', '400001', zonesOfCountry('IN').join(' ')],
  ];
  for (const [country, state, postalCode, expected] of addresses) {
    it(`${[country, state, postalCode].filter(Boolean).join(' ')} is ${expected}`, () => {
      assert.equal(zones({ country, state, postalCode }), expected);
    });
  }

  it('a state or postal code that it does not know leaves the whole country', () => {
    for (const facts of [
      { state: 'California' },
      { state: 'ZZ' },
      { postalCode: '1' },
      { postalCode: '962' },
    ]) {
      assert.deepEqual(place({ country: 'US', ...facts }).zones, place({ country: 'US' }).zones);
    }
  });

  it('by the area code of a number of North America or Brazil', () => {
    assert.equal(zones(phone('+1 415 555 2671')), 'America/Los_Angeles');
    assert.equal(zones(phone('+1 212 736 5000')), 'America/New_York');
    assert.equal(zones(phone('+1 204 234 5678')), 'America/Winnipeg');
    assert.equal(zones(phone('+1 808 234 5678')), 'Pacific/Honolulu');
    assert.equal(zones(phone('+1 876 210 1234')), 'America/Jamaica');
    assert.equal(zones(phone('+55 92 98765 4321')), 'America/Manaus');
    assert.equal(zones(phone('+55 11 98765 4321')), 'America/Sao_Paulo');
    assert.equal(place(phone('+7 912 345 67 89')).zones[0], 'Europe/Moscow');
  });

  it('knows every zone of its own tables', () => {
    const named = Object.values(DIVISIONS).flatMap(({ states, postal, otherStates = [], otherPostal = [] }) =>
      [...Object.keys(states), ...Object.keys(postal), otherStates, otherPostal].flat(),
    );
    const unknown = named.flatMap((list) => list.split(' ')).filter((zone) => !isTimeZone(zone));
    assert.deepEqual(unknown, []);
  });

  it('gives no state and no postal code to two groups of zones', () => {
    for (const [country, { states }] of Object.entries(DIVISIONS)) {
      const codes = Object.values(states).flatMap((list) => list.split(' '));
      assert.equal(new Set(codes).size, codes.length, country);
    }
  });
});
