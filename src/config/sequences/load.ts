import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { z } from 'zod';
import { toDuration } from '../../domain/duration.ts';
import type { Sequence } from '../../domain/sequence.ts';
import type { SequenceBook } from '../../domain/sequence-rules.ts';
import { checkRules } from './check-rules.ts';
import { checkSequence, type Problem } from './check-sequence.ts';
import { rulesForm, sequenceForm } from './form.ts';
import { namedTexts, type NamedText } from './step-texts.ts';
import { toSequence } from './to-sequence.ts';
import { readYaml, type YamlFile } from './yaml-file.ts';

export interface LoadOptions {
  /** `SEQUENCES_DIR`; null: the shipped sequences alone. */
  readonly folder: string | null;
  /** Of sequences that do not say it, in milliseconds. */
  readonly winbackWindowMs: number;
  /** A mail server is configured. */
  readonly hasEmail: boolean;
}

export interface LoadedSequences {
  /** Complete only where there is no problem. */
  readonly book: SequenceBook;
  /** Texts of the business's own that their steps name. */
  readonly texts: readonly NamedText[];
  /** Every one, with its file, line, field and remedy. */
  readonly problems: readonly string[];
}

const SHIPPED = fileURLToPath(new URL('.', import.meta.url));
const RULES = /^rules\.ya?ml$/;

/** Reads the shipped sequences and those of the folder; one with the same id takes the place of ours. Never throws. */
export function loadSequences(options: LoadOptions): LoadedSequences {
  const shipped = loadFolder(SHIPPED, options);
  const own = options.folder === null ? NOTHING : loadFolder(options.folder, options);
  const sequences = new Map([...shipped.sequences, ...own.sequences]);
  const { rulesFile, texts } = own;
  const rules = rulesFile && readForm(rulesFile, rulesForm);
  const problems = [...shipped.problems, ...own.problems, ...(rules?.problems ?? [])];
  if (!rulesFile || !rules?.form) return { book: { sequences, rules: [] }, texts, problems };
  const wrong = checkRules(rules.form, { sequences, faulty: own.faulty });
  return {
    book: { sequences, rules: rules.form.rules },
    texts,
    problems: [...problems, ...described(rulesFile, wrong)],
  };
}

interface Folder {
  readonly sequences: ReadonlyMap<string, Sequence>;
  readonly faulty: ReadonlySet<string>;
  readonly texts: readonly NamedText[];
  readonly problems: readonly string[];
  readonly rulesFile: YamlFile | null;
}

const NOTHING: Folder = { sequences: new Map(), faulty: new Set(), texts: [], problems: [], rulesFile: null };

function loadFolder(folder: string, options: LoadOptions): Folder {
  const files = readFolder(folder);
  if (typeof files === 'string') return { ...NOTHING, problems: [files] };
  const sequences = new Map<string, Sequence>();
  const faulty = new Set<string>();
  const texts: NamedText[] = [];
  const problems: string[] = [];
  for (const file of files.filter(({ name }) => !RULES.test(name))) {
    const { form, problems: found } = readForm(file, sequenceForm);
    const wrong = form ? described(file, checkSequence(form, options)) : [];
    const id = form?.id ?? idIn(file.content);
    if (form && (sequences.has(form.id) || faulty.has(form.id)))
      wrong.push(
        `${file.placeOf(['id'])}: ${form.id} is the id of another file too: name this one differently`,
      );
    problems.push(...found, ...wrong);
    if (form) texts.push(...namedTexts(form, file));
    if (form && wrong.length === 0)
      sequences.set(form.id, toSequence(form, toDuration(options.winbackWindowMs)));
    else if (id !== null) faulty.add(id);
  }
  return {
    sequences,
    faulty,
    texts,
    problems,
    rulesFile: files.find(({ name }) => RULES.test(name)) ?? null,
  };
}

/** Its YAML files by name, or why they cannot be read. */
function readFolder(folder: string): readonly YamlFile[] | string {
  try {
    const names = readdirSync(folder).filter((name) => /\.ya?ml$/.test(name));
    return names.sort().map((name) => readYaml(name, readFileSync(join(folder, name), 'utf8')));
  } catch (error) {
    const why = error instanceof Error && 'code' in error ? String(error.code) : 'unreadable';
    return `the folder cannot be read (${why}): give the path of a folder with .yaml files, or leave it out`;
  }
}

function readForm<Form extends z.ZodType>(
  file: YamlFile,
  form: Form,
): { readonly form: z.infer<Form> | null; readonly problems: readonly string[] } {
  if (file.problems.length > 0) return { form: null, problems: file.problems };
  const parsed = form.safeParse(file.content);
  if (parsed.success) return { form: parsed.data, problems: [] };
  return { form: null, problems: described(file, parsed.error.issues.flatMap(problemsIn)) };
}

function problemsIn(issue: z.core.$ZodIssue): Problem[] {
  const { path, message: what } = issue;
  if (issue.code !== 'unrecognized_keys') return [{ path, what }];
  return issue.keys.map((key) => ({ path: [...path, key], what }));
}

function described(file: YamlFile, problems: readonly Problem[]): string[] {
  return problems.map(({ path, what }) => `${file.placeOf(path)}: ${what}`);
}

function idIn(content: unknown): string | null {
  const id = typeof content === 'object' && content !== null && 'id' in content ? content.id : null;
  return typeof id === 'string' ? id : null;
}
