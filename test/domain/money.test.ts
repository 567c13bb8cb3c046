import assert from 'node:assert/strict';
import { isPositive, majorUnits, minorExponent, moneyOf, toDecimal } from '../../src/domain/money.ts';

describe('money', () => {
  it("takes the exponent from Stripe's own table, not from ISO 4217", () => {
    const exponents = Object.fromEntries(
      ['USD', 'EUR', 'HUF', 'TWD', 'PKR', 'UGX', 'ISK', 'JPY', 'MGA', 'XPF', 'KWD', 'TND'].map((code) => [
        code,
        minorExponent('stripe', code),
      ]),
    );
    assert.deepEqual(exponents, {
      ...{ USD: 2, EUR: 2, HUF: 2, TWD: 2, PKR: 2, UGX: 2, ISK: 2 },
      ...{ JPY: 0, MGA: 0, XPF: 0, KWD: 3, TND: 3 },
    });
  });

  it('knows the exponent of every currency that Stripe treats apart', () => {
    const withExponent = (wanted: number) =>
      Intl.supportedValuesOf('currency').filter((code) => minorExponent('stripe', code) === wanted);
    assert.deepEqual(
      withExponent(0),
      'BIF CLP DJF GNF JPY KMF KRW MGA PYG RWF VND VUV XAF XOF XPF'.split(' '),
    );
    assert.deepEqual(withExponent(3), 'BHD JOD KWD OMR TND'.split(' '));
  });

  it('accepts the currency in lower case, as Stripe sends it', () => {
    assert.deepEqual(moneyOf('stripe', 1999, 'usd'), { minor: 1999n, currency: 'USD', exponent: 2 });
  });

  it('keeps amounts beyond the safe integers exact', () => {
    const money = moneyOf('stripe', '9007199254740993', 'usd');
    assert.equal(money.minor, 9_007_199_254_740_993n);
    assert.equal(toDecimal(money), '90071992547409.93');
  });

  it('writes the decimal with all digits of the exponent', () => {
    const decimals = [
      moneyOf('stripe', 5, 'usd'),
      moneyOf('stripe', -5, 'usd'),
      moneyOf('stripe', -12345, 'usd'),
      moneyOf('stripe', 0, 'usd'),
      moneyOf('stripe', 1500, 'jpy'),
      moneyOf('stripe', 19500, 'kwd'),
    ].map(toDecimal);
    assert.deepEqual(decimals, ['0.05', '-0.05', '-123.45', '0.00', '1500', '19.500']);
  });

  it('gives major units as a number for a search attribute', () => {
    assert.equal(majorUnits(moneyOf('stripe', 1999, 'usd')), 19.99);
    assert.equal(majorUnits(moneyOf('stripe', 1500, 'jpy')), 1500);
    assert.equal(majorUnits(moneyOf('stripe', 500000, 'ugx')), 5000);
  });

  it('says that nothing is due for zero and for a credit', () => {
    assert.deepEqual(
      [1, 0, -1].map((minor) => isPositive(moneyOf('stripe', minor, 'usd'))),
      [true, false, false],
    );
  });

  it('refuses what is no currency code', () => {
    for (const currency of ['', 'US', 'USDT', '$', 'U5D']) {
      assert.throws(() => moneyOf('stripe', 1, currency), RangeError, currency);
    }
  });

  it('refuses an amount that is no exact integer, instead of guessing', () => {
    for (const minor of [19.99, 2 ** 53, NaN, '', ' 5', '0x10', '19.99', 'abc']) {
      assert.throws(() => moneyOf('stripe', minor, 'usd'), RangeError, String(minor));
    }
  });
});
