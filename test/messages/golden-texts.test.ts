import assert from 'node:assert/strict';
import { createRenderer } from '../../src/messages/render.ts';
import type { RenderRequest } from '../../src/messages/request.ts';
import { PAY_URL, REQUESTS } from './requests.ts';

const renderer = createRenderer();
const textOf = (request: RenderRequest) => renderer.render(request).text;
const lines = (...text: string[]) => text.join('\n');

describe('the texts of the standard sequence', () => {
  it('first notice: friendly, with no fault', () => {
    assert.equal(
      textOf(REQUESTS.first_notice),
      lines(
        'Hello Maria Silva, this is Northwind Coffee with a note about your account.',
        '',
        'Your latest payment did not go through, so $20.00 is still open. This happens to many people, most often because a card expired or a bank wanted another check.',
        '',
        'Your account is still active.',
        '',
        'You can pay or update your payment details here:',
        PAY_URL,
        '',
        'Any questions? Just reply to this message.',
        '',
        'You can also reach us at help@northwind.example',
      ),
    );
  });

  it('second notice: moderate urgency', () => {
    assert.equal(
      textOf(REQUESTS.second_notice),
      lines(
        'Hello Maria Silva, this is Northwind Coffee with a reminder about your account.',
        '',
        'We tried again to collect $20.00, and the payment did not go through. Without a payment, your access ends on Monday, December 7, 2026.',
        '',
        'To keep your account active, please pay or update your payment details here:',
        PAY_URL,
        '',
        'Need a hand? Reply HELP and someone from our team will get back to you.',
        '',
        'You can also reach us at help@northwind.example',
      ),
    );
  });

  it('final notice: firm and polite', () => {
    assert.equal(
      textOf(REQUESTS.final_notice),
      lines(
        'Hello Maria Silva, this is Northwind Coffee with an important note about your account.',
        '',
        'This is our final notice: $20.00 is still unpaid. Unless the payment reaches us first, your access will be suspended on Monday, December 7, 2026.',
        '',
        'Please pay or update your payment details here:',
        PAY_URL,
        '',
        'If something stands in the way, reply to this message. Your reply goes straight to our billing team.',
        '',
        'You can also reach us at help@northwind.example',
      ),
    );
  });

  it('suspension: plain', () => {
    assert.equal(
      textOf(REQUESTS.suspension),
      lines(
        'Hello Maria Silva, this is Northwind Coffee with an update on your account.',
        '',
        'Your access is now paused because $20.00 is still unpaid.',
        '',
        'To return, pay or update your payment details here. Your access comes back once the payment has arrived:',
        PAY_URL,
        '',
        'Any questions? Just reply to this message.',
        '',
        'You can also reach us at help@northwind.example',
      ),
    );
  });

  it('suspension with an offer: its code and expiry, and how to stop', () => {
    assert.equal(
      textOf(REQUESTS.suspension_with_offer),
      lines(
        'Hello Maria Silva, this is Northwind Coffee with an update on your account.',
        '',
        'Your access is now paused because $20.00 is still unpaid.',
        '',
        'We would be glad to have you back: the code COMEBACK20 gives you 20% off until Monday, December 21, 2026.',
        '',
        'To return, pay or update your payment details here. Your access comes back once the payment has arrived:',
        PAY_URL,
        '',
        'Any questions? Just reply to this message. Reply STOP and we will not write to you here again.',
        '',
        'You can also reach us at help@northwind.example',
      ),
    );
  });

  it('confirmation: short, for an account that stayed active', () => {
    assert.equal(
      textOf({ ...REQUESTS.confirmation, supportContact: null }),
      lines(
        'Hello Maria Silva, this is Northwind Coffee with good news about your account.',
        '',
        'Thank you, your payment has arrived. Your account stays active, and there is nothing more you need to do.',
      ),
    );
  });

  it('confirmation: access is back after a suspension', () => {
    assert.equal(
      textOf(REQUESTS.confirmation_after_suspension),
      lines(
        'Hello Maria Silva, this is Northwind Coffee with good news about your account.',
        '',
        'Thank you, your payment has arrived and your access is back. There is nothing more you need to do.',
        '',
        'Any questions? Reply to this message or reach us at help@northwind.example',
      ),
    );
  });

  it('without a name, a link and a support contact: a natural greeting and an invitation to reply', () => {
    assert.equal(
      textOf({ ...REQUESTS.first_notice, customerName: null, payUrl: null, supportContact: null }),
      lines(
        'Hello, this is Northwind Coffee with a note about your account.',
        '',
        'Your latest payment did not go through, so $20.00 is still open. This happens to many people, most often because a card expired or a bank wanted another check.',
        '',
        'Your account is still active.',
        '',
        'Just reply to this message and we will send you a link to pay or to update your payment details.',
      ),
    );
  });

  it('thanks without promising access while another invoice of the subscription is open', () => {
    assert.equal(
      textOf({ ...REQUESTS.confirmation_still_suspended, supportContact: null }),
      lines(
        'Hello Maria Silva, this is Northwind Coffee with good news about your account.',
        '',
        'Thank you, your payment has arrived. Another invoice is still open; your access comes back with its payment.',
      ),
    );
  });
});
