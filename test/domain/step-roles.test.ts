import assert from 'node:assert/strict';
import { lapseInstant, planOf } from '../../src/domain/plan.ts';
import { isStepId, stepRole, stepWithRole, suspends, type Sequence } from '../../src/domain/sequence.ts';
import { textOf } from '../../src/domain/step-text.ts';
import { firmnessOf } from '../../src/domain/tone.ts';
import { STANDARD_SEQUENCE } from '../support/standard-sequence.ts';

const OWN: Sequence = {
  id: 'own',
  version: '1',
  steps: [
    { id: 'hello', offset: 'PT0S', template: 'warm' },
    { id: 'hello_again', offset: 'P2D', template: 'gone' },
    { id: 'last_call', offset: 'P5D', role: 'final_notice' },
    { id: 'pause', offset: 'P9D', role: 'suspension', action: 'none' },
  ],
};

describe('what a step may do', () => {
  it('hangs on its role: the one it has, else that of a standard name, else a reminder', () => {
    const roles = OWN.steps.map(({ id }) => stepRole(OWN, id));
    assert.deepEqual(roles, ['reminder', 'reminder', 'final_notice', 'suspension']);
    const standard = STANDARD_SEQUENCE.steps.map(({ id }) => stepRole(STANDARD_SEQUENCE, id));
    assert.deepEqual(standard, ['reminder', 'reminder', 'final_notice', 'suspension']);
    assert.equal(stepRole(OWN, 'order_notice'), 'order');
    assert.equal(stepWithRole(OWN, 'final_notice'), 'last_call');
    assert.equal(stepWithRole({ steps: [] }, 'suspension'), null);
  });

  it('suspends with that role only, and not where access is left to others', () => {
    assert.deepEqual(OWN.steps.filter(suspends), []);
    const [suspension] = STANDARD_SEQUENCE.steps.filter(suspends);
    assert.equal(suspension?.id, 'suspension');
  });

  it('speaks more firmly with every step', () => {
    for (const sequence of [OWN, STANDARD_SEQUENCE]) {
      const firmness = sequence.steps.map(({ id }) => firmnessOf(sequence, id));
      assert.deepEqual(
        firmness,
        [...new Set(firmness)].sort((a, b) => a - b),
      );
    }
    assert.ok(firmnessOf(OWN, 'hello') === firmnessOf(STANDARD_SEQUENCE, 'first_notice'));
    assert.ok(firmnessOf(OWN, 'last_call') === firmnessOf(STANDARD_SEQUENCE, 'final_notice'));
  });

  it('writes its own text, and the standard one of its role where that is gone or says something else', () => {
    const kinds: Record<string, string> = { warm: 'first_notice', last_call: 'suspension' };
    const texts = OWN.steps.map(({ id }) => textOf(OWN, id, (text) => kinds[text] ?? null));
    assert.deepEqual(texts, [
      { kind: 'first_notice', textId: 'warm' },
      { kind: 'first_notice', textId: 'first_notice' },
      { kind: 'final_notice', textId: 'final_notice' },
      { kind: 'suspension', textId: 'suspension' },
    ]);
  });

  it('has a name that means nothing else', () => {
    for (const name of ['first_notice', 'day3', 'a']) assert.ok(isStepId(name), name);
    for (const name of [
      'Day3',
      'day 3',
      '3days',
      '',
      'confirmation',
      'winback',
      'recovered',
      'suspended',
      'refunded',
    ])
      assert.ok(!isStepId(name), name);
  });
});

describe('a sequence of ids and offsets alone, as one starts a workflow by hand', () => {
  const input = {
    firstFailureAt: '2026-11-23T10:00:00.000Z',
    sequence: { id: 'standard', version: '1', steps: [{ id: 'first_notice', offset: 'P1D' }] },
  };

  it('has a plan, and stays open for 30 days after it', () => {
    assert.deepEqual(planOf(input), [{ step: 'first_notice', dueAt: '2026-11-24T10:00:00.000Z' }]);
    assert.equal(lapseInstant(input), '2026-12-24T10:00:00.000Z');
  });
});
