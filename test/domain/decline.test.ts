import assert from 'node:assert/strict';
import { classifyDecline } from '../../src/domain/decline.ts';

const said = (code: string | null): string => {
  const { class: declineClass, branch } = classifyDecline(code);
  return `${declineClass} ${branch}`;
};

describe('what a decline code means', () => {
  const meanings: readonly [string, readonly string[]][] = [
    ['hard expired_card', ['expired_card', 'invalid_expiry_year']],
    ['soft insufficient_funds', ['insufficient_funds', 'card_velocity_exceeded', 'not_enough_balance']],
    ['authentication authentication', ['authentication_required', 'authentication_failed']],
    [
      'soft generic',
      ['generic_decline', 'do_not_honor', 'card_declined', 'processing_error', 'PAYMENT_DENIED'],
    ],
    ['hard generic', ['incorrect_number', 'transaction_not_allowed', 'declined_not_retryable']],
  ];
  for (const [meaning, codes] of meanings) {
    it(`${meaning}: ${codes.join(', ')}`, () => {
      for (const code of codes) assert.equal(said(code), meaning);
    });
  }

  it('a lost or stolen card, or a suspicion: neutral words', () => {
    for (const code of [
      'lost_card',
      'stolen_card',
      'pickup_card',
      'fraudulent',
      'highest_risk_level',
      'fraud',
    ]) {
      assert.equal(said(code), 'hard neutral');
    }
  });

  it('no word, or one that nobody knows: unknown', () => {
    for (const code of [null, '', 'constructor', '__proto__', 'a_word_of_next_year']) {
      assert.equal(said(code), 'unknown generic');
    }
  });

  it('the codes that Stripe itself never retries are not taken for passing ones', () => {
    for (const code of [
      'incorrect_number',
      'lost_card',
      'pickup_card',
      'stolen_card',
      'revocation_of_authorization',
      'revocation_of_all_authorizations',
      'authentication_required',
      'highest_risk_level',
      'transaction_not_allowed',
    ]) {
      assert.notEqual(classifyDecline(code).class, 'soft');
    }
  });
});
