import assert from 'node:assert/strict';
import { parseDecimalAmount } from '../../src/domain/decimal-amount.ts';

function parsed(decimal: string, currency: string): string | null {
  const money = parseDecimalAmount('paypal', decimal, currency);
  return money && `${money.minor} ${money.currency} ${money.exponent}`;
}

describe('an amount written as a decimal', () => {
  it('becomes minor units exactly, by what its source makes of the currency', () => {
    assert.equal(parsed('19.99', 'USD'), '1999 USD 2');
    assert.equal(parsed('0.1', 'usd'), '10 USD 2');
    assert.equal(parsed('90071992547409.93', 'EUR'), '9007199254740993 EUR 2');
    assert.equal(parsed('-5', 'EUR'), '-500 EUR 2');
    assert.equal(parsed('1500', 'JPY'), '1500 JPY 0');
    assert.equal(parsed('1500.00', 'TWD'), '1500 TWD 0');
  });

  it('is none where digits would be lost, and where it is no amount at all', () => {
    const none = ['19.999', '1e3', '', ' 5', '5.', '.5', '1,000.00', 'NaN', '1234567890123456'];
    assert.deepEqual(
      none.map((decimal) => parsed(decimal, 'USD')),
      none.map(() => null),
    );
    assert.equal(parsed('1.5', 'JPY'), null);
    assert.equal(parsed('5.00', 'US Dollar'), null);
  });
});
