import type { SimulatedCustomer, SimulatedInvoice } from './customer.ts';
import type { ScenarioName } from './scenarios.ts';

/** An invented customer; numbers are of ranges that belong to nobody, or of no real person. */
export interface Persona {
  readonly name: string;
  readonly phone: string;
  readonly email: string;
  readonly country: string;
  readonly timeZone: string;
  readonly locale: string;
  readonly price: readonly [amountMinor: number, currency: string];
}

/** Who plays which scenario while nobody says otherwise. */
export const PERSONAS: Readonly<Record<ScenarioName, Persona>> = {
  'never-pays': persona('Ada Byrne', '+12025550143', ['US', 'America/New_York', 'en-US', 1999, 'USD']),
  'pays-on-day-5': persona('Jonas Weber', '+4915550100200', ['DE', 'Europe/Berlin', 'de-DE', 4900, 'EUR']),
  'says-stop': persona('Maria Silva', '+5511955501234', ['BR', 'America/Sao_Paulo', 'pt-BR', 8990, 'BRL']),
  'no-whatsapp': persona('Claire Dubois', '+33639980011', ['FR', 'Europe/Paris', 'fr-FR', 2490, 'EUR']),
  'key-expires-on-day-2': persona('Lucía Ortega', '+34655501122', [
    'ES',
    'Europe/Madrid',
    'es-ES',
    3500,
    'EUR',
  ]),
  'five-invoices-at-once': persona('Oliver Hughes', '+447700900123', [
    'GB',
    'Europe/London',
    'en-GB',
    1200,
    'GBP',
  ]),
  'three-day-outage': persona('Yuki Tanaka', '+819012345678', ['JP', 'Asia/Tokyo', 'ja-JP', 1500, 'JPY']),
};

/** For texts in a language none of the above speaks. */
export const OTHER_LANGUAGES: readonly Persona[] = [
  persona('ليلى حداد', '+971505550123', ['AE', 'Asia/Dubai', 'ar-AE', 7500, 'AED']),
  persona('রহিমা খাতুন', '+8801555501234', ['BD', 'Asia/Dhaka', 'bn-BD', 149_900, 'BDT']),
];

function persona(name: string, phone: string, at: Whereabouts): Persona {
  const [country, timeZone, locale, amountMinor, currency] = at;
  const email = `customer.${phone.slice(-4)}@example.com`;
  return { name, phone, email, country, timeZone, locale, price: [amountMinor, currency] };
}

type Whereabouts = readonly [
  country: string,
  timeZone: string,
  locale: string,
  amountMinor: number,
  currency: string,
];

/** The persona in a scenario. */
export function castAs(scenario: ScenarioName, { price, phone, ...who }: Persona): SimulatedCustomer {
  const [amountMinor, currency] = price;
  const invoice: SimulatedInvoice = {
    amountMinor,
    currency,
    declineCode: 'insufficient_funds',
    billingReason: 'subscription_cycle',
    failedAt: null,
    chargeAttempts: 1,
    metadata: {},
  };
  return {
    ...who,
    scenario,
    whatsappPhone: phone,
    state: null,
    postalCode: null,
    marketingConsent: true,
    invoices: invoicesIn(scenario, invoice),
    firstFailureAt: null,
  };
}

/** The invoice alone, or, where the scenario wants five, four others of higher amounts besides. */
export function invoicesIn(
  scenario: ScenarioName,
  invoice: SimulatedInvoice,
): readonly [SimulatedInvoice, ...SimulatedInvoice[]] {
  const more = scenario === 'five-invoices-at-once' ? [2, 3, 4, 5] : [];
  return [invoice, ...more.map((times) => ({ ...invoice, amountMinor: invoice.amountMinor * times }))];
}
