import assert from 'node:assert/strict';
import type { PaymentFailed } from '../../src/domain/events.ts';
import { chooseSequence, type RuleConditions } from '../../src/domain/sequence-rules.ts';
import type { Sequence } from '../../src/domain/sequence.ts';
import { aFailure } from '../inbox/entries.ts';
import { SHIPPED_SEQUENCES } from '../support/standard-sequence.ts';

const own = (id: string, role: 'reminder' | 'order' = 'reminder'): Sequence => ({
  id,
  version: '1',
  steps: [{ id: 'hello', offset: 'PT0S', role }],
});

function chosen(rules: readonly (readonly [use: string, when: RuleConditions])[], failure: PaymentFailed) {
  const { sequences } = SHIPPED_SEQUENCES;
  const book = {
    sequences: new Map([
      ...sequences,
      ['vip', own('vip')],
      ['b2b', own('b2b')],
      ['shop', own('shop', 'order')],
    ]),
    rules: rules.map(([use, when]) => ({ use, when })),
  };
  return chooseSequence(book, failure)?.id ?? null;
}

describe('the sequence of a failure', () => {
  it('is the standard one, or that of orders', () => {
    assert.equal(chosen([], aFailure()), 'standard');
    assert.equal(chosen([], aFailure({ debtKind: 'order' })), 'order');
  });

  it('is that of the first rule that matches', () => {
    const failure = aFailure({ currency: 'EUR', traits: { country: 'DE' } });
    const rules = [
      ['vip', { country: ['AT'] }],
      ['b2b', { country: ['DE', 'CH'] }],
      ['vip', { currency: ['EUR'] }],
    ] as const;
    assert.equal(chosen(rules, failure), 'b2b');
    assert.equal(chosen(rules, aFailure({ currency: 'EUR' })), 'vip');
    assert.equal(chosen(rules, aFailure({ currency: 'USD' })), 'standard');
  });

  it('is never one for the other kind of debt', () => {
    const rules = [
      ['shop', { currency: ['EUR'] }],
      ['vip', { currency: ['EUR'] }],
    ] as const;
    assert.equal(chosen(rules, aFailure({ currency: 'EUR' })), 'vip');
    assert.equal(chosen(rules, aFailure({ currency: 'EUR', debtKind: 'order' })), 'shop');
  });

  const told: PaymentFailed['traits'] = {
    plans: ['price_1', 'prod_1'],
    billingReason: 'subscription_cycle',
    collectionMethod: 'charge_automatically',
    country: 'de',
    metadata: { tier: 'gold', constructor: 'x' },
  };
  const CONDITIONS: readonly (readonly [when: RuleConditions, matches: boolean])[] = [
    [{ kind: 'invoice' }, true],
    [{ kind: 'order' }, false],
    [{ plan: ['price_2', 'prod_1'] }, true],
    [{ plan: ['price_2'] }, false],
    [{ currency: ['USD'] }, true],
    [{ currency: ['EUR'] }, false],
    [{ country: ['DE'] }, true],
    [{ country: ['AT'] }, false],
    [{ billingReason: ['subscription_cycle'] }, true],
    [{ billingReason: ['subscription_update'] }, false],
    [{ collectionMethod: ['charge_automatically'] }, true],
    [{ collectionMethod: ['send_invoice'] }, false],
    [{ declineClass: ['hard', 'soft'] }, true],
    [{ declineClass: ['authentication'] }, false],
    [{ metadata: { tier: ['silver', 'gold'] } }, true],
    [{ metadata: { tier: ['silver'] } }, false],
    [{ metadata: { tier: ['gold'], toString: ['x'] } }, false],
    [{ amount: { currency: 'USD', atLeast: '19.99' } }, true],
    [{ amount: { currency: 'USD', atLeast: '19.9901' } }, false],
    [{ amount: { currency: 'USD', atLeast: '20' } }, false],
    [{ amount: { currency: 'USD', below: '19.99' } }, false],
    [{ amount: { currency: 'USD', atLeast: '10', below: '20' } }, true],
    [{ amount: { currency: 'EUR', atLeast: '10' } }, false],
    [{ country: ['DE'], currency: ['EUR'] }, false],
  ];
  for (const [when, matches] of CONDITIONS) {
    it(`${JSON.stringify(when)} ${matches ? 'matches' : 'does not match'} 19.99 USD of a renewal in Germany`, () => {
      const failure = aFailure({ declineCode: 'insufficient_funds', traits: told });
      assert.equal(chosen([['vip', when]], failure), matches ? 'vip' : 'standard');
    });
  }

  it('compares amounts in the currency, exactly: 15,000 yen are no 150', () => {
    const yen = aFailure({ currency: 'JPY', amountDueMinor: '15000' });
    assert.equal(chosen([['vip', { amount: { currency: 'JPY', atLeast: '15000' } }]], yen), 'vip');
    assert.equal(chosen([['vip', { amount: { currency: 'JPY', below: '15000' } }]], yen), 'standard');
    const much = aFailure({ amountDueMinor: '9007199254740993' });
    const bound = { currency: 'USD', atLeast: '90071992547409.93' };
    assert.equal(chosen([['vip', { amount: bound }]], much), 'vip');
  });

  it('a fact that nobody told matches nothing', () => {
    for (const [when] of CONDITIONS) {
      if (when.kind || when.currency || when.amount) continue;
      assert.equal(chosen([['vip', when]], aFailure()), 'standard', JSON.stringify(when));
    }
  });

  describe('that is no renewal, or that the customer is sent', () => {
    const first = aFailure({ traits: { billingReason: 'subscription_create', country: 'DE' } });
    const manual = aFailure({ traits: { billingReason: 'manual', collectionMethod: 'send_invoice' } });
    const sent = aFailure({
      traits: { billingReason: 'subscription_cycle', collectionMethod: 'send_invoice' },
    });

    it('is none', () => {
      for (const failure of [first, manual, sent]) assert.equal(chosen([], failure), null);
    });

    it('is none either where a rule matches without naming that', () => {
      assert.equal(chosen([['vip', { country: ['DE'] }]], first), null);
      assert.equal(chosen([['vip', { kind: 'invoice' }]], sent), null);
      assert.equal(chosen([['vip', { billingReason: ['subscription_cycle'] }]], sent), null);
    });

    it('is that of the first rule that names it and matches', () => {
      const rules = [
        ['vip', { country: ['DE'] }],
        ['vip', { country: ['AT'], billingReason: ['subscription_create'] }],
        ['b2b', { billingReason: ['subscription_create', 'manual'] }],
      ] as const;
      assert.equal(chosen(rules, first), 'b2b');
      assert.equal(chosen(rules, manual), 'b2b');
      assert.equal(chosen(rules, sent), null);
      const invoiced = [['b2b', { collectionMethod: ['send_invoice'] }]] as const;
      assert.deepEqual(
        [manual, sent, first].map((one) => chosen(invoiced, one)),
        ['b2b', 'b2b', null],
      );
    });
  });
});
