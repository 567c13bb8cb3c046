import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Arguments, Cast } from './arguments.ts';
import { crowd } from './crowd.ts';
import { csvCustomers, CustomersError } from './csv-customers.ts';
import type { SimulatedCustomer } from './customer.ts';
import { readPastDue } from './past-due.ts';
import { castAs, OTHER_LANGUAGES, PERSONAS, type Persona } from './personas.ts';
import type { ScenarioName } from './scenarios.ts';

export interface Choosing extends Pick<Arguments, 'cast' | 'locale'> {
  /** The user's environment: STRIPE_SECRET_KEY and STRIPE_API_BASE of it, for who is past due. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** How far back reconciliation looks, in milliseconds. */
  readonly windowMs: number;
  /** Milliseconds since 1970. */
  readonly now: number;
}

/** Who is simulated. Throws a {@link CustomersError} with the remedy when nobody can be. */
export async function chooseCustomers(choosing: Choosing): Promise<SimulatedCustomer[]> {
  const { cast, locale } = choosing;
  switch (cast.kind) {
    case 'scenarios':
      return cast.scenarios.map((name) => speaking(castAs(name, personaFor(name, locale)), locale));
    case 'count':
      return crowd(cast.count, cast.scenario).map((customer) => speaking(customer, locale));
    case 'csv':
      return csvCustomers(await readFile(resolve(cast.file), 'utf8'), {
        ...choosing,
        scenario: cast.scenario,
      });
    case 'past_due':
      return pastDue(choosing, cast);
  }
}

/** In Arabic and Bengali the customer has a name and a country of that language too. */
function personaFor(scenario: ScenarioName, locale: string | null): Persona {
  const own = PERSONAS[scenario];
  const other = OTHER_LANGUAGES.find((persona) => languageOf(persona.locale) === languageOf(locale ?? ''));
  return other
    ? { ...own, name: other.name, country: other.country, timeZone: other.timeZone, price: other.price }
    : own;
}

function speaking(customer: SimulatedCustomer, locale: string | null): SimulatedCustomer {
  return locale === null ? customer : { ...customer, locale };
}

function languageOf(locale: string): string | undefined {
  return locale.split('-')[0];
}

async function pastDue(
  { env, windowMs, now }: Choosing,
  { scenario }: Extract<Cast, { kind: 'past_due' }>,
): Promise<SimulatedCustomer[]> {
  const secretKey = env['STRIPE_SECRET_KEY']?.trim();
  if (!secretKey)
    throw new CustomersError(
      'STRIPE_SECRET_KEY is missing: --past-due lists the open failed invoices with it',
    );
  const base = env['STRIPE_API_BASE']?.trim();
  const customers = await readPastDue({
    ...{ secretKey, windowMs, now, scenario },
    apiBase: base ? new URL(base) : null,
  });
  if (customers.length === 0)
    throw new CustomersError(
      `Nobody is past due: no open invoice of the last ${Math.round(windowMs / 86_400_000)} days (RECONCILE_WINDOW) has failed.`,
    );
  return customers;
}
