import type { Liquid, Template } from 'liquidjs';
import { createEngine } from './engine.ts';
import type { Finding } from './finding.ts';
import type { MessageClass, TemplateName } from './request.ts';
import type { LanguageSource, TextSource, TextSources } from './text-sources.ts';
import type { Located } from './yaml-file.ts';

/** One text of one language, parsed once. */
export interface Text {
  readonly id: string;
  readonly like: TemplateName;
  readonly class: MessageClass;
  readonly language: string;
  readonly engine: Liquid;
  readonly subject: Template[];
  readonly body: Template[];
  /** What is written on the e-mail's button; null: the address itself. */
  readonly button: string | null;
}

/** All texts of one language by id. */
export type CompiledLanguage = ReadonlyMap<string, Text>;

export interface Compiled {
  readonly languages: ReadonlyMap<string, CompiledLanguage>;
  /** What does not parse. */
  readonly findings: readonly Finding[];
}

/** Parses every text. @param everyForm see `createEngine` */
export function compileTexts({ languages }: TextSources, everyForm = false): Compiled {
  const compiled = languages.map((source) => ({
    language: source.language,
    ...compileLanguage(source, everyForm),
  }));
  return {
    languages: new Map(compiled.map(({ language, texts }) => [language, texts])),
    findings: compiled.flatMap(({ findings }) => findings),
  };
}

function compileLanguage({ language, texts }: LanguageSource, everyForm: boolean) {
  const engine = createEngine({ language, everyForm });
  const compiled = [...texts.values()].map((source) => compile(engine, language, source));
  return {
    texts: new Map(compiled.flatMap(({ text }) => (text ? [[text.id, text] as const] : []))),
    findings: compiled.flatMap(({ findings }) => findings),
  };
}

function compile(
  engine: Liquid,
  language: string,
  source: TextSource,
): { readonly text: Text | null; readonly findings: readonly Finding[] } {
  const subject = parse(engine, source.subject);
  const body = parse(engine, source.body);
  if (!('parsed' in subject) || !('parsed' in body)) {
    const findings = [subject, body].flatMap((part) => ('finding' in part ? [part.finding] : []));
    return { text: null, findings };
  }
  const text = {
    ...{ id: source.id, like: source.like, class: source.class, language, engine },
    ...{ subject: subject.parsed, body: body.parsed, button: source.button?.text.trim() ?? null },
  };
  return { text, findings: [] };
}

function parse(
  engine: Liquid,
  { text, file, line }: Located,
): { readonly parsed: Template[] } | { readonly finding: Finding } {
  try {
    return { parsed: engine.parse(text) };
  } catch (error) {
    const said = error instanceof Error ? error.message : String(error);
    const at = /, line:(\d+), col:\d+/.exec(said);
    return {
      finding: {
        ...{ severity: 'error', rule: 'syntax', file, line: line - 1 + Number(at?.[1] ?? 1) },
        what: said.replace(/, (?:file|line):.*$/s, ''),
        remedy: 'correct the {{ }} or {% %}: docs/templates.md lists what there is',
      },
    };
  }
}
