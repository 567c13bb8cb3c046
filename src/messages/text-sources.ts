import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { CATALOG, isTemplateName } from './catalog.ts';
import type { Finding } from './finding.ts';
import { readLanguageFile, type LanguageFile, type WrittenText } from './language-file.ts';
import type { MessageClass, TemplateName } from './request.ts';
import { mergeSettings, readSettingsFile, type TextSettings } from './settings-file.ts';
import type { Located, YamlFile } from './yaml-file.ts';

/** One text of one language, complete. */
export interface TextSource {
  readonly id: string;
  readonly at: Located;
  readonly like: TemplateName;
  readonly class: MessageClass;
  readonly subject: Located;
  /** What is written on the e-mail's button; null: the address itself. */
  readonly button: Located | null;
  readonly body: Located;
}

export interface LanguageSource {
  readonly language: string;
  readonly file: string;
  readonly reviewed: boolean;
  readonly texts: ReadonlyMap<string, TextSource>;
}

/** All texts as their files have them, one's own over those shipped, before they are parsed. */
export interface TextSources {
  /** Every language there is, chosen or not. */
  readonly languages: readonly LanguageSource[];
  /** Those that customers are written to in, the default first. */
  readonly chosen: readonly string[];
  readonly settings: TextSettings;
  /** What could not be read. */
  readonly findings: readonly Finding[];
}

const SHIPPED = fileURLToPath(new URL('./templates/', import.meta.url));
const SETTINGS = 'settings.yaml';
const NO_SETTINGS: TextSettings = { banned: {}, promotion: {}, private: {} };

/**
 * Reads the shipped texts, and over them those of one's own folder (`TEMPLATES_DIR`). Never throws on what is in the
 * folders: that is in `findings`.
 */
export function readTextSources(ownFolder: string | null): TextSources {
  const shipped = readFolder(SHIPPED);
  const own = ownFolder === null ? null : readFolder(ownFolder);
  const settings = own ? mergeSettings(shipped.settings, own.settings) : shipped.settings;
  const files = [...shipped.files, ...(own?.files ?? [])];
  const names = [...new Set(files.map(({ language }) => language))];
  const read = names.map((language) => mergeLanguage(files.filter((file) => file.language === language)));
  const languages = read.map(({ source }) => source);
  const added = own?.settings.languages
    ? []
    : languages.filter(
        ({ language, reviewed }) => reviewed && own?.files.some((file) => file.language === language),
      );
  const chosen = [...new Set([...(settings.languages ?? []), ...added.map(({ language }) => language)])];
  return {
    languages,
    chosen,
    settings,
    findings: [
      ...shipped.findings,
      ...(own?.findings ?? []),
      ...read.flatMap(({ findings }) => findings),
      ...chosen.filter((name) => !names.includes(name)).map((name) => noSuchLanguage(name, ownFolder)),
    ],
  };
}

interface Folder {
  readonly files: readonly LanguageFile[];
  readonly settings: TextSettings;
  readonly findings: readonly Finding[];
}

function readFolder(folder: string): Folder {
  const names = namesIn(folder);
  if (names === null) return { files: [], settings: NO_SETTINGS, findings: [noSuchFolder(folder)] };
  const readAll = <T>(chosen: readonly string[], read: (file: string, name: string) => YamlFile<T>) =>
    chosen.map((name) => read(join(folder, name), name));
  const written = names.filter((name) => /\.ya?ml$/.test(name) && name !== SETTINGS);
  const misnamed = written.filter((name) => !LANGUAGE_FILE.test(name));
  const languages = readAll(
    written.filter((name) => LANGUAGE_FILE.test(name)),
    (file, name) =>
      readLanguageFile({ language: name.replace('.yaml', ''), file }, readFileSync(file, 'utf8')),
  );
  const settings = readAll(
    names.filter((name) => name === SETTINGS),
    (file) => readSettingsFile(file, readFileSync(file, 'utf8')),
  );
  return {
    files: values(languages),
    settings: values(settings)[0] ?? NO_SETTINGS,
    findings: [
      ...[...languages, ...settings].flatMap((read) => (read.kind === 'refused' ? read.findings : [])),
      ...misnamed.map((name) => noLanguage(join(folder, name))),
    ],
  };
}

const LANGUAGE_FILE = /^[a-z]{2,3}(-[A-Z]{2})?\.yaml$/;

function values<T>(files: readonly YamlFile<T>[]): T[] {
  return files.flatMap((read) => (read.kind === 'read' ? [read.value] : []));
}

function namesIn(folder: string): readonly string[] | null {
  try {
    return readdirSync(folder).sort();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

const problem = (file: string, line: number, said: Pick<Finding, 'what' | 'remedy'>): Finding => ({
  ...{ severity: 'error', rule: 'file', file, line },
  ...said,
});

const noSuchFolder = (folder: string) =>
  problem(folder, 1, {
    what: 'the folder is not there',
    remedy: 'correct TEMPLATES_DIR, or make the folder',
  });
const noLanguage = (file: string) =>
  problem(file, 1, {
    what: 'the name is that of no language',
    remedy: 'name it <language>.yaml, e.g. it.yaml or en-GB.yaml',
  });
const noSuchLanguage = (name: string, folder: string | null) =>
  problem(join(folder ?? SHIPPED, SETTINGS), 1, {
    what: `languages names ${name}, of which there is no file`,
    remedy: `add ${name}.yaml, or take it out of the list`,
  });

/** @param files of one language, those that win last */
function mergeLanguage(files: readonly LanguageFile[]): {
  readonly source: LanguageSource;
  readonly findings: readonly Finding[];
} {
  const last = files.at(-1)!;
  const reviewed = files.findLast((file) => file.reviewed !== undefined)?.reviewed ?? true;
  const written = files.flatMap(({ texts }) => texts);
  const merged = [...new Set(written.map(({ id }) => id))].map((id) =>
    complete(Object.assign({}, ...written.filter((text) => text.id === id)) as WrittenText),
  );
  return {
    source: {
      language: last.language,
      file: last.file,
      reviewed,
      texts: new Map(merged.flatMap((text) => ('findings' in text ? [] : [[text.id, text] as const]))),
    },
    findings: merged.flatMap((text) => ('findings' in text ? text.findings : [])),
  };
}

function complete(written: WrittenText): TextSource | { readonly findings: readonly Finding[] } {
  const { id, at, subject, body, button = null } = written;
  const like = written.like ?? (isTemplateName(id) ? id : null);
  const lacks = [
    ...(like ? [] : ['like (the shipped text in whose place it is sent)']),
    ...(subject ? [] : ['subject']),
    ...(body ? [] : ['body']),
  ];
  if (!like || !subject || !body) {
    return {
      findings: [
        problem(at.file, at.line, { what: `${id} has no ${lacks.join(', no ')}`, remedy: 'add it' }),
      ],
    };
  }
  return { id, at, like, class: written.class ?? CATALOG[like].class, subject, button, body };
}
