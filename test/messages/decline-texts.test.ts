import assert from 'node:assert/strict';
import { DECLINE_BRANCHES, type DeclineBranch } from '../../src/domain/decline.ts';
import { createRenderer } from '../../src/messages/render.ts';
import type { RenderRequest, SubscriptionFate } from '../../src/messages/request.ts';
import { PAY_URL, REQUESTS } from './requests.ts';

const renderer = createRenderer();
/** The paragraphs between greeting and support contact. */
const said = (request: RenderRequest): string[] =>
  renderer
    .render({ ...request, supportContact: null })
    .text.split('\n\n')
    .slice(1);

const FIRST: Readonly<Record<DeclineBranch, string>> = {
  expired_card: 'The card we have on file seems to have expired; adding a current one takes a minute.',
  insufficient_funds:
    'Your bank did not release the amount this time; another day or another card often works.',
  authentication: 'Your bank wants you to confirm this payment yourself, which takes a moment.',
  neutral: 'Your bank did not approve it; another card or another way to pay often works.',
  generic: 'This happens to many people, most often because a card expired or a bank wanted another check.',
};

const SECOND: Readonly<Record<DeclineBranch, string>> = {
  expired_card: ' The card we have on file seems to have expired.',
  insufficient_funds: ' Another day or another card often works.',
  authentication: ' Your bank wants you to confirm it yourself.',
  neutral: ' Another card or another way to pay often works.',
  generic: '',
};

describe('why the payment failed, as the texts say it', () => {
  for (const decline of DECLINE_BRANCHES) {
    it(`${decline}, in the first notice`, () => {
      assert.deepEqual(said({ ...REQUESTS.first_notice, decline }), [
        `Your latest payment did not go through, so $20.00 is still open. ${FIRST[decline]}`,
        'Your account is still active.',
        `You can pay or update your payment details here:\n${PAY_URL}`,
        'Any questions? Just reply to this message.',
      ]);
    });

    it(`${decline}, in the second notice`, () => {
      assert.deepEqual(said({ ...REQUESTS.second_notice, decline }), [
        'We tried again to collect $20.00, and the payment did not go through.' +
          `${SECOND[decline]} Without a payment, your access ends on Monday, December 7, 2026.`,
        `To keep your account active, please pay or update your payment details here:\n${PAY_URL}`,
        'Need a hand? Reply HELP and someone from our team will get back to you.',
      ]);
    });
  }

  it('never names a suspicion, whatever the branch', () => {
    for (const decline of DECLINE_BRANCHES) {
      for (const request of [REQUESTS.first_notice, REQUESTS.second_notice]) {
        const text = said({ ...request, decline }).join('\n');
        assert.doesNotMatch(text, /fraud|stolen|lost|blocked|restricted|suspic|insufficient|balance|funds/i);
      }
    }
  });
});

describe('a subscription that is over, or will be', () => {
  const about = (request: RenderRequest, subscription: SubscriptionFate) =>
    said({ ...request, subscription } as RenderRequest).join('\n');
  const asking = [
    REQUESTS.first_notice,
    REQUESTS.second_notice,
    REQUESTS.final_notice,
    REQUESTS.suspension,
    REQUESTS.suspension_with_offer,
  ];

  it('already cancelled: no text says that the account is active, or that access comes back by paying', () => {
    for (const request of asking) {
      for (const payUrl of [PAY_URL, null]) {
        const text = about({ ...request, payUrl }, 'has_ended');
        assert.match(text, /subscription has ended/);
        assert.match(text, /start again|final notice/);
        assert.doesNotMatch(text, /still active|keep your account|access (ends|will be|is now|comes)/);
      }
    }
  });

  it('to be cancelled: the final notice says so, with the date', () => {
    assert.match(
      about(REQUESTS.final_notice, 'will_end'),
      /your subscription will end on Monday, December 7, 2026\./,
    );
    assert.match(about(REQUESTS.first_notice, 'will_end'), /Your account is still active/);
  });

  it('cancelled: the suspension notice, word for word', () => {
    assert.deepEqual(said({ ...REQUESTS.suspension, subscription: 'has_ended' }), [
      'Your subscription has ended because $20.00 is still unpaid.',
      `To return, pay what is open here, then reply to this message and we will help you to start again:\n${PAY_URL}`,
      'Any questions? Just reply to this message.',
    ]);
  });
});
