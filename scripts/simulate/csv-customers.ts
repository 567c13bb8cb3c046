import { isTimeZone } from '../../src/domain/clock.ts';
import { parseEmailAddress } from '../../src/domain/email-address.ts';
import { minorExponent } from '../../src/domain/money.ts';
import { parsePhone } from '../../src/domain/phone.ts';
import { countryOf, currencyOf, instantOf, localeOf, minorOf, yesOrNo } from './csv-cells.ts';
import { readCsv } from './csv.ts';
import { LineReader } from './csv-line.ts';
import type { SimulatedCustomer, SimulatedInvoice } from './customer.ts';
import { invoicesIn } from './personas.ts';
import { isScenarioName, SCENARIO_NAMES, type ScenarioName } from './scenarios.ts';

const NEEDED = ['amount', 'currency', 'country'] as const;
const OPTIONAL = [
  'name',
  'phone',
  'email',
  'locale',
  'state',
  'postal_code',
  'time_zone',
  'first_failure',
  'scenario',
  'decline_code',
  'billing_reason',
  'marketing_consent',
] as const;

/** The lines cannot be simulated; every one that cannot is named with its field. */
export class CustomersError extends Error {
  override name = 'CustomersError';
}

/**
 * One customer with one invoice a line. Throws a {@link CustomersError} with every problem at once, none of which
 * repeats a name, an address or a number.
 * @param now milliseconds since 1970 · @param scenario of lines that name none
 */
export function csvCustomers(text: string, { now, scenario }: Reading): SimulatedCustomer[] {
  const { columns, rows } = readCsv(text);
  const problems = columnProblems(columns);
  if (rows.length === 0) problems.push('there is no line below the head');
  const customers = rows.map((row) => {
    const line = new LineReader(row);
    const customer = customerOf(line, { now, scenario });
    problems.push(...line.problems);
    return customer;
  });
  if (problems.length > 0) throw new CustomersError(problems.join('\n'));
  return customers;
}

export interface Reading {
  readonly now: number;
  readonly scenario: ScenarioName;
}

function columnProblems(columns: readonly string[]): string[] {
  const known: readonly string[] = [...NEEDED, ...OPTIONAL];
  const missing = NEEDED.filter((name) => !columns.includes(name));
  const unknown = columns.filter((name) => !known.includes(name) && !/^metadata\.\S+$/.test(name));
  return [
    ...missing.map((name) => `line 1: the column ${name} is missing`),
    ...unknown.map(
      (name) => `line 1: nothing is known of a column "${name}"; known: ${known.join(', ')}, metadata.<key>`,
    ),
  ];
}

const itself = (text: string): string => text;

function customerOf(line: LineReader, { now, scenario }: Reading): SimulatedCustomer {
  const country = line.need(
    'country',
    line.take('country', countryOf, 'is no country; write ISO 3166, e.g. DE'),
    'US',
  );
  const plays = line.take(
    'scenario',
    (text) => (isScenarioName(text) ? text : null),
    `is none of ${SCENARIO_NAMES.join(', ')}`,
  );
  const phone = (text: string): string | null => (parsePhone(text, country) ? text : null);
  const email = (text: string): string | null => (parseEmailAddress(text) ? text : null);
  return {
    name: line.take('name', itself, '') ?? `Customer of line ${line.line}`,
    scenario: plays ?? scenario,
    whatsappPhone: line.take(
      'phone',
      phone,
      `is no number of ${country}; write it with + and the country code`,
    ),
    email: line.take('email', email, 'is no e-mail address'),
    locale: line.take('locale', localeOf, 'is no language tag, e.g. pt-BR'),
    country,
    state: line.take('state', itself, ''),
    postalCode: line.take('postal_code', itself, ''),
    timeZone: line.take(
      'time_zone',
      (text) => (isTimeZone(text) ? text : null),
      'is no IANA zone, e.g. Europe/Berlin',
    ),
    marketingConsent: line.take('marketing_consent', yesOrNo, 'must be yes or no') === 'yes',
    invoices: invoicesIn(plays ?? scenario, invoiceOf(line)),
    firstFailureAt: line.take(
      'first_failure',
      (text) => instantOf(text, now),
      'is no date (2026-11-30) or instant with its offset (2026-11-30T10:00:00Z), a year ahead at most',
    ),
  };
}

function invoiceOf(line: LineReader): SimulatedInvoice {
  const currency = line.need(
    'currency',
    line.take('currency', currencyOf, 'is no ISO 4217 code, e.g. EUR'),
    'USD',
  );
  const digits = minorExponent('stripe', currency);
  const amountMinor = line.take(
    'amount',
    (text) => minorOf(text, digits),
    `is no amount of ${currency}; write it above 0, with a point and at most ${digits} digits after it`,
  );
  return {
    amountMinor: line.need('amount', amountMinor, 1),
    currency,
    declineCode: line.take('decline_code', itself, ''),
    billingReason: line.take('billing_reason', itself, ''),
    failedAt: null,
    chargeAttempts: 1,
    metadata: metadataOf(line.cells),
  };
}

function metadataOf(cells: Readonly<Record<string, string>>): Record<string, string> {
  const own = Object.entries(cells).filter(([name, value]) => name.startsWith('metadata.') && value !== '');
  return Object.fromEntries(own.map(([name, value]) => [name.slice('metadata.'.length), value]));
}
