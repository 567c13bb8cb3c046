import { kindOf } from '../../domain/sequence.ts';
import type { SequenceBook } from '../../domain/sequence-rules.ts';
import type { Problem } from './check-sequence.ts';
import type { RulesForm } from './form.ts';

interface Known {
  readonly sequences: SequenceBook['sequences'];
  /** Ids of files with problems of their own. */
  readonly faulty: ReadonlySet<string>;
}

/** What the rules say of sequences that do not exist, or that are for something else. */
export function checkRules({ rules }: RulesForm, { sequences, faulty }: Known): Problem[] {
  return rules.flatMap(({ use, when }, index) => {
    const sequence = sequences.get(use);
    if (!sequence && faulty.has(use)) return [];
    if (!sequence) {
      const known = [...sequences.keys()].join(', ');
      return [{ path: ['rules', index, 'use'], what: `${use} is no sequence: write one of ${known}` }];
    }
    const kind = kindOf(sequence);
    if (when.kind === undefined || when.kind === kind) return [];
    const what = `${when.kind} does not fit: ${use} is a sequence for ${kind}s`;
    return [{ path: ['rules', index, 'when', 'kind'], what }];
  });
}
