import assert from 'node:assert/strict';
import { csvCustomers, CustomersError } from '../../scripts/simulate/csv-customers.ts';

const NOW = Date.parse('2026-11-23T12:00:00Z');
const read = (text: string) => csvCustomers(text, { now: NOW, scenario: 'never-pays' });
const refusal = (text: string): string[] => {
  try {
    read(text);
  } catch (error) {
    if (error instanceof CustomersError) return error.message.split('\n');
    throw error;
  }
  return [];
};

describe('the customers of a CSV', () => {
  it('need an amount, its currency and a country', () => {
    const [customer] = read('amount,currency,country\n19.99,eur,de\n');
    assert.equal(customer!.country, 'DE');
    assert.equal(customer!.whatsappPhone, null);
    assert.equal(customer!.firstFailureAt, null);
    const [{ amountMinor, currency }] = customer!.invoices;
    assert.deepEqual([amountMinor, currency], [1999, 'EUR']);
  });

  it('owe in the minor units of their currency', () => {
    const rows = ['1500,JPY,JP', '1.25,KWD,KW', '7,USD,US'].join('\n');
    const amounts = read(`amount,currency,country\n${rows}`).map(({ invoices }) => invoices[0].amountMinor);
    assert.deepEqual(amounts, [1500, 1250, 700]);
  });

  it('may say everything that a plan depends on', () => {
    const head =
      'amount,currency,country,name,phone,email,locale,state,postal_code,time_zone,first_failure,scenario,decline_code,billing_reason,marketing_consent,metadata.plan';
    const row =
      '10,USD,US,Ada,+1 202 555 0143,ada@example.com,en_US,CA,94016,America/Los_Angeles,2026-12-01,pays-on-day-5,expired_card,subscription_create,yes,gold';
    const [customer] = read(`${head}\n${row}`);
    const { invoices, ...who } = customer!;
    assert.deepEqual(who, {
      name: 'Ada',
      scenario: 'pays-on-day-5',
      whatsappPhone: '+1 202 555 0143',
      email: 'ada@example.com',
      locale: 'en-US',
      country: 'US',
      state: 'CA',
      postalCode: '94016',
      timeZone: 'America/Los_Angeles',
      marketingConsent: true,
      firstFailureAt: Date.parse('2026-12-01T10:00:00Z'),
    });
    assert.deepEqual(invoices, [
      {
        amountMinor: 1000,
        currency: 'USD',
        declineCode: 'expired_card',
        billingReason: 'subscription_create',
        failedAt: null,
        chargeAttempts: 1,
        metadata: { plan: 'gold' },
      },
    ]);
  });

  it('are refused by line and field, all at once, and no number is repeated', () => {
    const head =
      'amount,currency,country,phone,email,scenario,first_failure,time_zone,locale,marketing_consent';
    const lines = refusal(
      [
        head,
        '"12,5",EUR,DE,,,,,,,',
        '5.005,USD,US,12345678,,,,,,',
        '5,XXY,QQ,,nobody,gives-up,tomorrow,Mars,!!,maybe',
        ',USD,US,,,,2029-01-01,,,',
      ].join('\n'),
    );
    assert.deepEqual(lines, [
      'line 2, amount: is no amount of EUR; write it above 0, with a point and at most 2 digits after it',
      'line 3, phone: is no number of US; write it with + and the country code',
      'line 3, amount: is no amount of USD; write it above 0, with a point and at most 2 digits after it',
      'line 4, country: is no country; write ISO 3166, e.g. DE',
      'line 4, scenario: is none of never-pays, pays-on-day-5, says-stop, no-whatsapp, key-expires-on-day-2, five-invoices-at-once, three-day-outage',
      'line 4, email: is no e-mail address',
      'line 4, locale: is no language tag, e.g. pt-BR',
      'line 4, time_zone: is no IANA zone, e.g. Europe/Berlin',
      'line 4, marketing_consent: must be yes or no',
      'line 4, currency: is no ISO 4217 code, e.g. EUR',
      'line 4, first_failure: is no date (2026-11-30) or instant with its offset (2026-11-30T10:00:00Z), a year ahead at most',
      'line 5, amount: is empty',
      'line 5, first_failure: is no date (2026-11-30) or instant with its offset (2026-11-30T10:00:00Z), a year ahead at most',
    ]);
  });

  it('are refused where a needed column is missing or one is not known', () => {
    const [missing, unknown] = refusal('amount,currency,colour\n5,USD,red\n');
    assert.equal(missing, 'line 1: the column country is missing');
    assert.match(unknown!, /^line 1: nothing is known of a column "colour"; known: amount, /);
    assert.deepEqual(refusal('amount,currency,country\n'), ['there is no line below the head']);
  });
});
