import { isMap, isNode, isScalar, LineCounter, parseDocument, type Document } from 'yaml';
import type { z } from 'zod';
import type { Finding } from './finding.ts';

/** One piece of text and where it stands, for whoever has to repair it. */
export interface Located {
  readonly text: string;
  readonly file: string;
  /** Of its first line, from 1. */
  readonly line: number;
}

/** A file that was understood, or what is wrong with it. */
export type YamlFile<T> =
  | { readonly kind: 'read'; readonly value: T; readonly textAt: (path: Path, text: string) => Located }
  | { readonly kind: 'refused'; readonly findings: readonly Finding[] };

type Path = readonly PropertyKey[];

/** Reads one YAML 1.2 file into the form of its schema. Never throws on a faulty one. */
export function readYaml<T>(file: string, content: string, schema: z.ZodType<T>): YamlFile<T> {
  const lines = new LineCounter();
  const document = parseDocument(content, { lineCounter: lines });
  const error = (line: number, rule: Finding['rule'], what: string): Finding => ({
    ...{ severity: 'error', file, line, rule, what },
    remedy: rule === 'syntax' ? 'correct the YAML, mind the indentation' : 'see docs/templates.md',
  });
  if (document.errors.length > 0) {
    const findings = document.errors.map(({ pos, message }) =>
      error(lines.linePos(pos[0]).line, 'syntax', firstLine(message)),
    );
    return { kind: 'refused', findings };
  }
  const parsed = schema.safeParse(document.toJS() ?? {});
  const lineAt = (path: Path): number => lines.linePos(positionOf(document, path)).line;
  if (!parsed.success) {
    const findings = parsed.error.issues.map((issue) => {
      const path = issue.code === 'unrecognized_keys' ? [...issue.path, issue.keys[0]!] : issue.path;
      return error(lineAt(path), 'file', `${path.map(String).join('.') || 'the file'}: ${issue.message}`);
    });
    return { kind: 'refused', findings };
  }
  const textAt = (path: Path, text: string) => ({
    text,
    file,
    line: lineAt(path) + (isBlock(document, path) ? 1 : 0),
  });
  return { kind: 'read', value: parsed.data, textAt };
}

/** Where the value at the path begins; of what is not there, its nearest parent. */
function positionOf(document: Document, path: Path): number {
  for (let length = path.length; length > 0; length -= 1) {
    const node = document.getIn(path.slice(0, length), true);
    if (isNode(node) && node.range)
      return isMap(node) ? keyPosition(document, path.slice(0, length)) : node.range[0];
  }
  return 0;
}

/** A map begins below its key; its reader looks for the key. */
function keyPosition(document: Document, path: Path): number {
  const parent = path.length > 1 ? document.getIn(path.slice(0, -1), true) : document.contents;
  const pair = isMap(parent)
    ? parent.items.find(({ key }) => isScalar(key) && key.value === path.at(-1))
    : undefined;
  return isScalar(pair?.key) ? (pair.key.range?.[0] ?? 0) : 0;
}

/** `|` and `>` stand a line above their text. */
function isBlock(document: Document, path: Path): boolean {
  const node = document.getIn(path, true);
  return isScalar(node) && (node.type === 'BLOCK_LITERAL' || node.type === 'BLOCK_FOLDED');
}

function firstLine(message: string): string {
  return (message.split('\n')[0] ?? message).replace(/ at line \d+, column \d+:?$/, '');
}
