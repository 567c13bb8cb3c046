import { join } from 'node:path';
import { TEMPLATE_NAMES } from '../catalog.ts';
import { compileTexts } from '../compile-texts.ts';
import type { Finding } from '../finding.ts';
import { readTextSources, type LanguageSource, type TextSources } from '../text-sources.ts';
import { renderedRules } from './rendered-rules.ts';
import { sourceRules } from './source-rules.ts';
import { wordRules } from './word-rules.ts';
import { wordsOf } from './words.ts';

export interface LintOptions {
  /** `TEMPLATES_DIR`; null: only the shipped texts. */
  readonly folder: string | null;
  /** As customers will read it. */
  readonly businessName: string;
  /** Leave out languages that nobody is written to in. */
  readonly chosenOnly?: boolean;
}

/**
 * Holds every text to every rule: as its file has it, and as sample customers with odd names, amounts and facts would
 * get it. What is wrong in a language that nobody is written to in is a warning. Never throws on what a text says.
 * @returns by file and line
 */
export function lintTexts({ folder, businessName, chosenOnly = false }: LintOptions): readonly Finding[] {
  const all = readTextSources(folder);
  const isLinted = ({ language }: LanguageSource) => !chosenOnly || all.chosen.includes(language);
  const sources = { ...all, languages: all.languages.filter(isLinted) };
  const compiled = compileTexts(sources, true);
  const findings = sources.languages.flatMap((language) => {
    const words = wordsOf(sources.settings, language.language);
    const texts = compiled.languages.get(language.language)!;
    const found = [...language.texts.values()].flatMap((source) => {
      const text = texts.get(source.id);
      const said = wordRules(source, words);
      if (!text) return said;
      const used = sourceRules(source, text);
      // What it lacks would be found again in every sample.
      if (used.length > 0) return [...said, ...used];
      return [...said, ...renderedRules({ source, text, words, businessName })];
    });
    return sources.chosen.includes(language.language) ? found : found.map(toWarning);
  });
  return [...sources.findings, ...compiled.findings, ...findings, ...languageRules(sources, folder)].sort(
    byPlace,
  );
}

/** Every language has every text, and somebody has read it. */
function languageRules({ languages, chosen }: TextSources, folder: string | null): Finding[] {
  const written = languages.filter(({ language }) => chosen.includes(language));
  const ids = new Set([...TEMPLATE_NAMES, ...written.flatMap(({ texts }) => [...texts.keys()])]);
  return written.flatMap((language) => {
    const own = folder === null ? language.file : join(folder, `${language.language}.yaml`);
    return [...missingTexts({ ...language, file: own }, ids), ...unreviewed(language)];
  });
}

function missingTexts({ language, file, texts }: LanguageSource, ids: ReadonlySet<string>): Finding[] {
  return [...ids]
    .filter((id) => !texts.has(id))
    .map((id) => ({
      ...{ severity: 'error', rule: 'missing-language', file, line: 1 },
      what: `${id} is not written in ${language}`,
      remedy: 'write it, or take the language out of `languages` in settings.yaml',
    }));
}

function unreviewed({ language, file, reviewed }: LanguageSource): Finding[] {
  if (reviewed) return [];
  const what = `nobody who speaks ${language} has read these texts, and customers get them`;
  return [
    {
      ...{ severity: 'warning', rule: 'unreviewed', file, line: 1, what },
      remedy: 'have them read, then set reviewed: true',
    },
  ];
}

function toWarning(finding: Finding): Finding {
  return { ...finding, severity: 'warning' };
}

function byPlace(one: Finding, other: Finding): number {
  return one.file.localeCompare(other.file) || one.line - other.line || one.rule.localeCompare(other.rule);
}
