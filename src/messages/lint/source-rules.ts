import { CATALOG } from '../catalog.ts';
import type { Text } from '../compile-texts.ts';
import type { Finding } from '../finding.ts';
import type { TextSource } from '../text-sources.ts';
import type { Located } from '../yaml-file.ts';

/** What a text must and may use, told by its parsed form: in every branch, whether a sample reaches it or not. */
export function sourceRules(source: TextSource, text: Text): Finding[] {
  return [...classRule(source), ...unknownVariables(source, text), ...missingVariables(source, text)];
}

function classRule({ id, at, like, class: written }: TextSource): Finding[] {
  const wanted = CATALOG[like].class;
  if (written === wanted) return [];
  const remedy =
    wanted === 'notice'
      ? `write class: notice; ${like} goes to customers who have not agreed to offers`
      : 'write class: marketing';
  return [error('class', at, { what: `${id} is of class ${written}, and is sent as ${wanted}`, remedy })];
}

function unknownVariables(source: TextSource, text: Text): Finding[] {
  const { mustUse, mayUse } = CATALOG[source.like];
  const known = [...mustUse, ...mayUse];
  const parts = [
    [source.subject, text.subject],
    [source.body, text.body],
  ] as const;
  return parts.flatMap(([written, parsed]) =>
    Object.entries(text.engine.analyzeSync(parsed).globals)
      .filter(([name]) => !known.includes(name))
      .map(([name, [first]]) =>
        error(
          'unknown-variable',
          { ...written, line: written.line + (first?.location.row ?? 1) - 1 },
          { what: `${source.id} has no ${name}`, remedy: `use one of ${known.join(', ')}` },
        ),
      ),
  );
}

function missingVariables({ id, like, body }: TextSource, { engine, body: parsed }: Text): Finding[] {
  const used = engine.globalVariablesSync(parsed);
  return CATALOG[like].mustUse
    .filter((name) => !used.includes(name))
    .map((name) =>
      error('missing-variable', body, {
        what: `${id} does not use ${name}`,
        remedy: `say it: {{ ${name} }}`,
      }),
    );
}

function error(
  rule: Finding['rule'],
  { file, line }: Pick<Located, 'file' | 'line'>,
  said: Pick<Finding, 'what' | 'remedy'>,
): Finding {
  return { severity: 'error', rule, file, line, ...said };
}
