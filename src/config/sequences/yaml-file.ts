import { isMap, isPair, isSeq, LineCounter, parseDocument, type Document } from 'yaml';

/** Where in a file something stands: `['steps', 2, 'offset']`. */
export type FieldPath = readonly PropertyKey[];

/** A file as a person wrote it. */
export interface YamlFile {
  /** As problems name it, e.g. `vip.yaml`. */
  readonly name: string;
  /** Texts, lists and maps only: `NO` stays a country and `1.10` a version. Undefined where it is no YAML. */
  readonly content: unknown;
  /** What keeps it from being read, each with its line. */
  readonly problems: readonly string[];
  /** `vip.yaml line 7, steps[2].offset`. */
  placeOf(path: FieldPath): string;
}

/** Reads YAML with every scalar as text. Never throws. */
export function readYaml(name: string, text: string): YamlFile {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, schema: 'failsafe' });
  const found = [...document.errors, ...document.warnings];
  const lineAt = (offset: number): number => lines.linePos(offset).line;
  return {
    name,
    content: found.length === 0 ? contentOf(document) : undefined,
    problems: found.map(({ pos, message }) => `${name} line ${lineAt(pos[0])}: is no YAML: ${message}`),
    placeOf: (path) => {
      const field = fieldOf(path);
      return `${name} line ${lineAt(offsetOf(document.contents, path))}${field && `, ${field}`}`;
    },
  };
}

/** A file of `&anchors` that blow up is no plan. */
function contentOf(document: Document): unknown {
  return document.toJS({ maxAliasCount: 100 }) as unknown;
}

function fieldOf(path: FieldPath): string {
  return path
    .map((key) => (typeof key === 'number' ? `[${key}]` : `.${String(key)}`))
    .join('')
    .replace(/^\./, '');
}

/** Of the key itself, or of the innermost part that is there. */
function offsetOf(node: unknown, [key, ...rest]: FieldPath): number {
  const here = startOf(node);
  if (key === undefined) return here;
  if (isSeq(node) && typeof key === 'number') return below(node.items[key], rest, here);
  if (!isMap(node)) return here;
  const pair = node.items.find((item) => isPair(item) && String(item.key) === String(key));
  if (!pair) return here;
  return rest.length === 0 ? startOf(pair.key) : below(pair.value, rest, startOf(pair.key));
}

function below(node: unknown, path: FieldPath, parent: number): number {
  return node === undefined || node === null ? parent : offsetOf(node, path);
}

function startOf(node: unknown): number {
  const range = typeof node === 'object' && node !== null && 'range' in node ? node.range : null;
  return Array.isArray(range) && typeof range[0] === 'number' ? range[0] : 0;
}
