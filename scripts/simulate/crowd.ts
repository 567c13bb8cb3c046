import type { SimulatedCustomer } from './customer.ts';
import { castAs, PERSONAS } from './personas.ts';
import { SCENARIO_NAMES, type ScenarioName } from './scenarios.ts';

/**
 * So many customers in one scenario, of the countries, languages and prices of the invented ones, each with a number
 * of their own.
 */
export function crowd(count: number, scenario: ScenarioName): SimulatedCustomer[] {
  return Array.from({ length: count }, (_, index) => {
    const persona = PERSONAS[SCENARIO_NAMES[index % SCENARIO_NAMES.length]!];
    const name = `${persona.name} ${index + 1}`;
    const email = `customer.${index + 1}@example.com`;
    return castAs(scenario, { ...persona, name, email, phone: numberOf(index) });
  });
}

/** Of Ghana, where mobile numbers that are valid are easy to count up; nothing is sent to it. */
function numberOf(index: number): string {
  return `+23324${String(5_000_000 + index)}`;
}
