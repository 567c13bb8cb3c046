import assert from 'node:assert/strict';
import { parsePhone, phoneDigits } from '../../src/domain/phone.ts';

describe('parsePhone', () => {
  const readAs = (e164: string | null, written: readonly (readonly [string, string | null])[]) => {
    for (const [raw, country] of written)
      assert.equal(parsePhone(raw, country), e164, `${raw} in ${country}`);
  };

  it('reads an international number however it is written', () => {
    readAs('+14155552671', [
      ['+14155552671', null],
      ['+1 (415) 555-2671', null],
      ['+1.415.555.2671', 'GB'],
      ['\u202a+1 415\u00a0555\u20112671\u202c', null],
      ['＋１ ４１５ ５５５ ２６７１', null],
    ]);
  });

  it('reads the 00 prefix as a plus', () => {
    readAs('+41791234567', [
      ['0041 79 123 45 67', null],
      ['0041791234567', 'US'],
      ['(+41) 79 123 45 67', null],
      ['+41 (0)79 123 45 67', null],
    ]);
  });

  it('reads digits as a number of the country first, then as country code and number', () => {
    readAs('+14155552671', [
      ['4155552671', 'US'],
      ['14155552671', 'us'],
      ['14155552671', null],
    ]);
    readAs('+447911123456', [
      ['07911 123456', 'GB'],
      ['447911123456', 'US'],
      ['447911123456', 'XX'],
    ]);
    readAs('+41791234567', [['011 41 79 123 45 67', 'US']]);
  });

  it('reads Arabic, Persian and Bengali digits', () => {
    readAs('+966501234567', [['+٩٦٦ ٥٠ ١٢٣ ٤٥٦٧', null]]);
    readAs('+989123456789', [['۰۹۱۲۳۴۵۶۷۸۹', 'IR']]);
    readAs('+8801712345678', [
      ['+৮৮০১৭১২৩৪৫৬৭৮', null],
      ['০১৭১২৩৪৫৬৭৮', 'BD'],
    ]);
  });

  it('needs a country for a number written the national way', () => {
    readAs(null, [
      ['07911123456', null],
      ['4155552671', 'XX'],
    ]);
  });

  it('refuses numbers that cannot be a mobile: landline, toll-free, premium', () => {
    readAs(null, [
      ['+33 1 42 68 53 00', null],
      ['+44 20 7946 0958', null],
      ['+1 800 555 0123', null],
      ['+1 900 555 0123', null],
    ]);
  });

  it('does not try a landline of the country again as a number of another country', () => {
    readAs(null, [['4930123456', 'DE']]);
  });

  it('refuses what is no valid number', () => {
    const wrong = [
      '',
      ' ',
      '+',
      '()',
      '+1 415 555',
      '+1 415 555 26711',
      'none',
      '+999 123456789',
      '1'.repeat(300),
    ];
    readAs(
      null,
      wrong.map((raw) => [raw, 'US'] as const),
    );
  });

  it('refuses a number with anything else written beside it, rather than guess whose it is', () => {
    readAs(null, [
      ['call +14155552671', null],
      ['+14155552671 ext. 5', null],
      ['4155552671 / 4155552672', 'US'],
      ['+14155552671 +14155552672', null],
      ['me@example.com', 'US'],
    ]);
  });

  it('takes a number with its country code although the library does not know its range yet', () => {
    readAs('+15551234567', [
      ['+1 555 123 4567', null],
      ['001 555 123 4567', 'DE'],
    ]);
  });

  it('gives the digits without a plus for an API', () => {
    const phone = parsePhone('+1 415 555 2671', null);
    assert.ok(phone);
    assert.equal(phoneDigits(phone), '14155552671');
  });
});
