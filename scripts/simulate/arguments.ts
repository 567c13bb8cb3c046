import { parseArgs } from 'node:util';
import { isScenarioName, SCENARIO_NAMES, type ScenarioName } from './scenarios.ts';

export const USAGE = `Usage: npm run simulate -- [--scenario name]… [--csv file | --past-due | --count N [--pace]]
                          [--locale tag] [--report file.html] [--json]
  --scenario   ${SCENARIO_NAMES.slice(0, 4).join(', ')},
               ${SCENARIO_NAMES.slice(4).join(', ')}; all when absent
  --csv        one customer a line; columns amount, currency, country and others: docs/operating.md
  --past-due   who is past due at Stripe now, read with STRIPE_SECRET_KEY; nothing is written there
  --count      so many invented customers, and how fast that went; without the sender's pace unless --pace
  --locale     every invented customer speaks this language, e.g. es-ES
  --report     where the HTML goes; default DATA_DIR/simulation.html
  --json       what happened as JSON on standard output, and no table`;

/** Who is simulated. */
export type Cast =
  | { readonly kind: 'scenarios'; readonly scenarios: readonly ScenarioName[] }
  | { readonly kind: 'csv'; readonly file: string; readonly scenario: ScenarioName }
  | { readonly kind: 'past_due'; readonly scenario: ScenarioName }
  | {
      readonly kind: 'count';
      readonly count: number;
      readonly scenario: ScenarioName;
      readonly pace: boolean;
    };

export interface Arguments {
  readonly cast: Cast;
  /** BCP 47; null: each their own. */
  readonly locale: string | null;
  /** Null: the default place. */
  readonly report: string | null;
  readonly json: boolean;
}

/** The command line is not understood; the message says what to write instead. */
export class UsageError extends Error {
  override name = 'UsageError';
}

/** More than a machine's memory holds of sleeping workflows is no simulation. */
const MOST = 10_000;

export function readArguments(args: readonly string[]): Arguments {
  const values = parse(args);
  const { csv, 'past-due': isPastDue, count, locale, report, json, pace } = values;
  if ([csv !== undefined, isPastDue, count !== undefined].filter(Boolean).length > 1)
    throw new UsageError('--csv, --past-due and --count exclude each other');
  if (pace && count === undefined)
    throw new UsageError('--pace goes with --count: all else keeps the pace anyway');
  const scenarios = scenariosOf(values.scenario);
  const [scenario = 'never-pays', ...others] = scenarios;
  if (others.length > 0 && (csv !== undefined || isPastDue || count !== undefined))
    throw new UsageError('--csv, --past-due and --count take one --scenario');
  const shared = { locale: localeOf(locale), report: report ?? null, json };
  if (csv !== undefined) return { cast: { kind: 'csv', file: csv, scenario }, ...shared };
  if (isPastDue) return { cast: { kind: 'past_due', scenario }, ...shared };
  if (count !== undefined)
    return { cast: { kind: 'count', count: countOf(count), scenario, pace }, ...shared };
  return {
    cast: { kind: 'scenarios', scenarios: scenarios.length > 0 ? scenarios : SCENARIO_NAMES },
    ...shared,
  };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        scenario: { type: 'string', multiple: true, default: [] },
        csv: { type: 'string' },
        'past-due': { type: 'boolean', default: false },
        count: { type: 'string' },
        pace: { type: 'boolean', default: false },
        locale: { type: 'string' },
        report: { type: 'string' },
        json: { type: 'boolean', default: false },
      },
    }).values;
  } catch (error) {
    throw new UsageError((error as Error).message, { cause: error });
  }
}

function scenariosOf(names: readonly string[]): ScenarioName[] {
  return names.map((name) => {
    if (isScenarioName(name)) return name;
    throw new UsageError(`--scenario ${name} is none of ${SCENARIO_NAMES.join(', ')}`);
  });
}

function countOf(text: string): number {
  const count = /^\d{1,6}$/.test(text) ? Number(text) : 0;
  if (count < 1 || count > MOST) throw new UsageError(`--count must be a whole number from 1 to ${MOST}`);
  return count;
}

function localeOf(tag: string | undefined): string | null {
  if (tag === undefined) return null;
  try {
    return Intl.getCanonicalLocales(tag)[0]!;
  } catch (error) {
    throw new UsageError(`--locale ${tag} is no language tag, e.g. pt-BR`, { cause: error });
  }
}
