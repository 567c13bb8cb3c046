import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadSequences, type LoadedSequences } from '../../../src/config/sequences/load.ts';
import { DAY_MS } from '../../../src/domain/duration.ts';

const FIRM = 'id: firm\nversion: 1\nsteps:\n  - { id: first_notice, offset: PT0S }\n';

describe('rules that choose a sequence', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'recoup-rules-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  const load = async (files: Record<string, string>): Promise<LoadedSequences> => {
    for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
    return loadSequences({ folder, winbackWindowMs: DAY_MS, hasEmail: false });
  };
  const problemsOf = async (files: Record<string, string>) => (await load(files)).problems;

  it('are read in their order', async () => {
    const rules = `rules:
  - use: firm
    when:
      country: [de, AT]
      amount: { currency: eur, atLeast: 100 }
      metadata: { tier: gold }
`;
    const { book, problems } = await load({ 'firm.yaml': FIRM, 'rules.yaml': rules });
    assert.deepEqual(problems, []);
    assert.equal(book.rules.length, 1);
    const { use, when } = book.rules[0]!;
    assert.equal(use, 'firm');
    assert.deepEqual(when.country, ['DE', 'AT']);
    assert.equal(when.amount?.currency, 'EUR');
    assert.deepEqual(when.metadata, { tier: ['gold'] });
  });

  const RULES: readonly (readonly [what: string, rule: string, problem: RegExp])[] = [
    ['no condition', 'when: {}', /rules\[0\]\.when: has no condition/],
    ['no conditions at all', 'use: standard', /rules\[0\]\.when: must be a map of fields/],
    [
      'an unknown condition',
      'when: { city: Bonn, currency: EUR }',
      /rules\[0\]\.when\.city: is no field: write one of kind, plan/,
    ],
    [
      'an amount without currency',
      'when: { amount: { atLeast: 5 } }',
      /amount\.currency: is missing: must be an ISO/,
    ],
    ['an amount without bounds', 'when: { amount: { currency: EUR } }', /amount: must have atLeast or below/],
    [
      'an amount in words',
      'when: { amount: { currency: EUR, below: 5 EUR } }',
      /amount\.below: must be an amount/,
    ],
    [
      'a country in words',
      'when: { country: Germany }',
      /country\[0\]: must be an ISO 3166-1 code of two letters/,
    ],
    ['a currency in words', 'when: { currency: [Euro] }', /currency\[0\]: must be an ISO 4217 code/],
    ['a class nobody knows', 'when: { declineClass: tough }', /declineClass\[0\]: must be soft or hard/],
    ['an empty list', 'when: { plan: [] }', /when\.plan: names nothing/],
    [
      'orders for a sequence of invoices',
      'when: { kind: order }',
      /when\.kind: order does not fit: standard is/,
    ],
  ];
  for (const [what, rule, problem] of RULES) {
    it(`are refused with ${what}, with line and field`, async () => {
      const text = `rules:\n  - use: standard\n    ${rule.startsWith('use') ? '' : rule}\n`;
      const problems = await problemsOf({ 'rules.yaml': text });
      assert.equal(problems.length, 1, problems.join('\n'));
      assert.match(problems[0]!, /^rules\.yaml line [23]/);
      assert.match(problems[0]!, problem);
    });
  }
});
