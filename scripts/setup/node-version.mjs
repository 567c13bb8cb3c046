import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A message when this Node is not one package.json's `engines.node` allows, else null. */
export function nodeVersionProblem(root, version) {
  const range = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).engines.node;
  if (satisfies(version, range)) return null;
  return `This is Node ${version}; recoup needs Node ${range}. Install Node 22 or 24 (https://nodejs.org) and try again.`;
}

/** The part of npm's range grammar package.json uses: `>=` and `<` comparisons, joined by spaces (and) and `||` (or). */
export function satisfies(version, range) {
  return range.split('||').some((all) =>
    all
      .trim()
      .split(/\s+/)
      .every((one) => holds(version, one)),
  );
}

function holds(version, comparison) {
  const [, operator, bound] = /^(>=|<)(\d+(?:\.\d+){0,2})$/.exec(comparison) ?? [];
  if (!operator) throw new Error(`engines.node has a comparison this check does not know: ${comparison}`);
  const order = compare(numbers(version), numbers(bound));
  return operator === '>=' ? order >= 0 : order < 0;
}

function numbers(version) {
  return [0, 1, 2].map((index) => Number.parseInt(version.split('.')[index] ?? '0', 10));
}

function compare(left, right) {
  const index = left.findIndex((part, at) => part !== right[at]);
  return index === -1 ? 0 : left[index] - right[index];
}
