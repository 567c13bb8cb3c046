import assert from 'node:assert/strict';
import { moneyOf } from '../../src/domain/money.ts';
import { formatDate, formatMoney } from '../../src/messages/format.ts';

const stripe = (minor: number | string, currency: string, locale = 'en-US') =>
  formatMoney(moneyOf('stripe', minor, currency), locale);

describe('formatMoney', () => {
  it('always shows the cents of a currency that people write with cents', () => {
    assert.equal(stripe(2000, 'usd'), '$20.00');
    assert.equal(stripe(1999, 'usd'), '$19.99');
    assert.equal(stripe(5, 'eur'), '€0.05');
    assert.equal(stripe(150000, 'inr'), '₹1,500.00');
  });

  it('does not divide the amounts of a currency without minor units', () => {
    assert.equal(stripe(1500, 'jpy'), '¥1,500');
    assert.equal(stripe(1500, 'krw'), '₩1,500');
  });

  it('shows three decimals, after a no-break space that keeps code and number on one line', () => {
    assert.equal(stripe(19500, 'kwd'), 'KWD\u00a019.500');
    assert.equal(stripe(19005, 'kwd'), 'KWD\u00a019.005');
  });

  it('shows no cents for shillings and krónur, which Stripe sends times 100', () => {
    assert.equal(stripe(500000, 'ugx'), 'UGX\u00a05,000');
    assert.equal(stripe(250000, 'isk'), 'ISK\u00a02,500');
  });

  it('never rounds a fraction away, customary or not', () => {
    assert.equal(stripe(150050, 'pkr'), 'PKR\u00a01,500.50');
    assert.equal(stripe(150000, 'pkr'), 'PKR\u00a01,500');
    assert.equal(stripe(150050, 'huf'), 'HUF\u00a01,500.50');
    assert.equal(stripe(150001, 'ugx'), 'UGX\u00a01,500.01');
  });

  it('writes whole forints with or without fillér, as this Node.js has it from CLDR', () => {
    assert.match(stripe(150000, 'huf'), /^HUF\u00a01,500(?:\.00)?$/);
  });

  it("writes a customer's own currency the way of their country", () => {
    const written: readonly [minor: number, currency: string, locale: string, text: RegExp][] = [
      [1500, 'jpy', 'en-JP', /^(?:JP)?¥1,500$/],
      [19500, 'kwd', 'en-KW', /^KWD\u00a019\.500$/],
      [500000, 'ugx', 'en-UG', /^USh\u00a05,000$/],
      [250000, 'isk', 'en-IS', /^ISK\u00a02,500$/],
      [150050, 'huf', 'en-HU', /^(?:HUF\u00a01,500\.50|1[\u00a0\u202f]500,50\u00a0HUF)$/],
      [12345600, 'inr', 'en-IN', /^₹1,23,456\.00$/],
      [150000, 'pkr', 'en-PK', /^Rs\u00a01,500$/],
    ];
    for (const [minor, currency, locale, text] of written)
      assert.match(stripe(minor, currency, locale), text);
  });

  it('is exact where a floating-point number is not', () => {
    assert.equal(stripe('9007199254740993', 'usd'), '$90,071,992,547,409.93');
    assert.equal(stripe('900719925474099301', 'jpy'), '¥900,719,925,474,099,301');
  });

  it('writes the way of the locale', () => {
    assert.equal(stripe(2000, 'usd', 'en-GB'), 'US$20.00');
    assert.equal(stripe(2000, 'gbp', 'en-GB'), '£20.00');
    assert.equal(stripe(15000000, 'inr', 'en-IN'), '₹1,50,000.00');
  });
});

describe('formatDate', () => {
  const evening = '2026-12-08T02:30:00.000Z';

  it('spells out weekday, month, day and year', () => {
    assert.equal(
      formatDate(evening, { zone: 'America/New_York', locale: 'en-US' }),
      'Monday, December 7, 2026',
    );
  });

  it("is the day on the customer's own calendar", () => {
    assert.equal(formatDate(evening, { zone: 'Europe/Paris', locale: 'en-US' }), 'Tuesday, December 8, 2026');
    assert.equal(
      formatDate(evening, { zone: 'Pacific/Tongatapu', locale: 'en' }),
      'Tuesday, December 8, 2026',
    );
  });

  it('puts the day first for the British, and is Gregorian everywhere', () => {
    assert.match(
      formatDate(evening, { zone: 'Europe/London', locale: 'en-GB' }),
      /^Tuesday,? 8 December 2026$/,
    );
    assert.equal(formatDate(evening, { zone: 'Asia/Bangkok', locale: 'en-TH' }), 'Tuesday, December 8, 2026');
    assert.match(formatDate(evening, { zone: 'Asia/Bangkok', locale: 'th-TH' }), /2026$/);
  });

  it('throws on an unknown zone instead of printing the day of another one', () => {
    assert.throws(() => formatDate(evening, { zone: 'Mars/Olympus', locale: 'en-US' }), RangeError);
  });
});
