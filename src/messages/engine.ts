import { Liquid, type Context } from 'liquidjs';

export interface EngineOptions {
  /** BCP 47: whose plurals and numbers. */
  readonly language: string;
  /** Throws on a plural that lacks a form of the language, instead of taking `other`. */
  readonly everyForm?: boolean;
}

/**
 * A strict engine for one language: an unknown variable or filter is an error, prototypes are out of reach, a loop
 * cannot eat the memory, and `templates: {}` leaves nothing for `include` and `render` to read, which else would open
 * files. Two filters of our own: `{{ n | plural: one: 'invoice', other: 'invoices' }}` takes the form that the
 * language has for a number (zero, one, two, few, many, other), `{{ n | number }}` writes it in the locale's digits.
 */
export function createEngine({ language, everyForm = false }: EngineOptions): Liquid {
  const engine = new Liquid({
    templates: {},
    strictVariables: true,
    strictFilters: true,
    ownPropertyOnly: true,
    memoryLimit: 1_000_000,
  });
  const rules = new Intl.PluralRules(language);
  engine.registerFilter('plural', (count: unknown, ...forms: unknown[]) =>
    pluralForm(numberIn(count, 'plural'), formsIn(forms), { rules, everyForm }),
  );
  engine.registerFilter('number', function (this: { readonly context: Context }, count: unknown) {
    const { locale } = this.context.globals as { readonly locale?: string };
    return new Intl.NumberFormat(locale ?? language).format(numberIn(count, 'number'));
  });
  return engine;
}

type Forms = Readonly<Record<string, string>>;

/** LiquidJS gives `one: 'x'` as a pair. */
function formsIn(given: readonly unknown[]): Forms {
  const pairs = given.filter((one): one is [string, unknown] => Array.isArray(one) && one.length === 2);
  return Object.fromEntries(pairs.map(([name, form]) => [name, String(form)]));
}

function pluralForm(
  count: number,
  forms: Forms,
  { rules, everyForm }: { readonly rules: Intl.PluralRules; readonly everyForm: boolean },
): string {
  const wanted = rules.select(count);
  const form = forms[wanted] ?? (everyForm ? undefined : forms['other']);
  if (form !== undefined) return form;
  throw new RangeError(`plural has no form "${everyForm ? wanted : 'other'}" (for ${count})`);
}

function numberIn(value: unknown, filter: string): number {
  if (typeof value === 'number') return value;
  throw new TypeError(`${filter} needs a number, such as open_invoices`);
}
