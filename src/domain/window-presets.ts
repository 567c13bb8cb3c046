import type { ContactWindow } from './contact-window.ts';

/** `presets`: each country's own hours. `hours`: one window for all, on the weekdays that the country's preset allows. */
export type WindowPolicy = ContactWindow | { readonly kind: 'presets' };

const DAILY = [1, 2, 3, 4, 5, 6, 7];
const MONDAY_TO_SATURDAY = [1, 2, 3, 4, 5, 6];

interface Preset {
  readonly from: string;
  readonly to: string;
  /** ISO, 1 is Monday. */
  readonly weekdays: readonly number[];
}

const UNITED_STATES: Preset = { from: '09:00', to: '20:00', weekdays: MONDAY_TO_SATURDAY };
const UNITED_KINGDOM: Preset = { from: '09:00', to: '19:00', weekdays: MONDAY_TO_SATURDAY };
const EUROPEAN_UNION: Preset = { from: '09:00', to: '19:00', weekdays: MONDAY_TO_SATURDAY };
const INDIA: Preset = { from: '09:00', to: '18:30', weekdays: DAILY };
const ELSEWHERE: Preset = { from: '09:00', to: '20:00', weekdays: DAILY };

/**
 * Norms rather than duties for a business that writes to its own customers, and inside what each rule found allows:
 * US Regulation F (8-21 in the consumer's zone), UK CONC 7.9 (no unreasonable times), India RBI 2022 (8-19).
 * No EU-wide hours were found; the EEA counts as the EU.
 * Source: `dunning-field.md` section 4 of the project's reference, read 2026-11-23.
 */
const PRESETS: readonly (readonly [countries: string, preset: Preset])[] = [
  ['US AS GU MP PR VI', UNITED_STATES],
  ['GB GG IM JE', UNITED_KINGDOM],
  [
    'AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK IS LI NO',
    EUROPEAN_UNION,
  ],
  ['IN', INDIA],
];

/**
 * The window that holds for customers of a country.
 * @param country ISO 3166-1 alpha-2; null when not known: 09:00 to 20:00 on every day
 * @param weekdayRule false: every day is a weekday (trials with shortened days)
 */
export function windowFor(policy: WindowPolicy, country: string | null, weekdayRule: boolean): ContactWindow {
  if (policy.kind === 'off') return policy;
  const preset = presetOf(country);
  const { from, to } = policy.kind === 'hours' ? policy : preset;
  const isDaily = !weekdayRule || preset.weekdays === DAILY;
  return isDaily ? { kind: 'hours', from, to } : { kind: 'hours', from, to, weekdays: preset.weekdays };
}

function presetOf(country: string | null): Preset {
  const code = country?.trim().toUpperCase();
  const found = PRESETS.find(([countries]) => code !== undefined && countries.split(' ').includes(code));
  return found?.[1] ?? ELSEWHERE;
}
