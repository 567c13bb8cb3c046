import { readFileSync } from 'node:fs';
import { Liquid, type Template } from 'liquidjs';
import { CATALOG, LANGUAGES, TEMPLATE_NAMES, type Language } from './catalog.ts';
import type { TemplateName } from './request.ts';

/** Parsed texts by language and name. */
export type Templates = Readonly<Record<Language, ReadonlyMap<TemplateName, Template[]>>>;

/**
 * A strict engine: an unknown variable or filter is an error, prototypes are out of reach, a loop cannot eat the
 * memory, and `templates: {}` leaves nothing for `include` and `render` to read, which else would open files.
 */
export function createEngine(): Liquid {
  return new Liquid({
    templates: {},
    strictVariables: true,
    strictFilters: true,
    ownPropertyOnly: true,
    memoryLimit: 1_000_000,
  });
}

/**
 * Reads `<language>/<template>.liquid` for each text of the catalogue, once.
 * Throws an `Error` naming the file when it is missing, does not parse, uses a variable it will not get, or leaves
 * out one it must print: a wrong text stops the process at its start, not a message on day 7.
 */
export function loadTemplates(engine: Liquid, folder: URL): Templates {
  const byLanguage = LANGUAGES.map((language) => [language, loadLanguage(engine, folder, language)] as const);
  return Object.fromEntries(byLanguage) as Record<Language, ReadonlyMap<TemplateName, Template[]>>;
}

function loadLanguage(
  engine: Liquid,
  folder: URL,
  language: Language,
): ReadonlyMap<TemplateName, Template[]> {
  return new Map(
    TEMPLATE_NAMES.map((name) => {
      const file = `${language}/${name}.liquid`;
      const template = engine.parse(readFileSync(new URL(file, folder), 'utf8'), file);
      checkVariables(file, engine.globalVariablesSync(template), CATALOG[name]);
      return [name, template];
    }),
  );
}

function checkVariables(
  file: string,
  used: readonly string[],
  { mustUse, mayUse }: { readonly mustUse: readonly string[]; readonly mayUse: readonly string[] },
): void {
  const known = [...mustUse, ...mayUse];
  const unknown = used.filter((name) => !known.includes(name));
  if (unknown.length > 0) {
    throw new Error(`${file} uses ${unknown.join(', ')}; it may use ${known.join(', ')}`);
  }
  const missing = mustUse.filter((name) => !used.includes(name));
  if (missing.length > 0) throw new Error(`${file} must use ${missing.join(', ')}`);
}
