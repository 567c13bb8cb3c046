import assert from 'node:assert/strict';
import { createRenderer } from '../../src/messages/render.ts';
import type { RenderRequest } from '../../src/messages/request.ts';
import { asksToPay, everyVariant, PAY_URL, REQUESTS } from './requests.ts';

const renderer = createRenderer();
const textOf = (request: RenderRequest) => renderer.render(request).text;

describe('what a text must carry', () => {
  const asking = everyVariant().filter(asksToPay);

  it('the name of the business, always, in the first line', () => {
    for (const request of everyVariant()) assert.match(textOf(request).split('\n')[0]!, /Northwind Coffee/);
  });

  it('the amount and a way to pay: the link on a line of its own, or the invitation to reply', () => {
    for (const request of asking) {
      const text = textOf(request);
      assert.match(text, /\$20\.00/);
      if (request.payUrl) assert.equal(text.split('\n').filter((line) => line === PAY_URL).length, 1);
      else assert.match(text, /reply to this message and we will send you a link to pay/i);
    }
  });

  it('what product.md lists for each step', () => {
    const carries: [RenderRequest, RegExp[]][] = [
      [REQUESTS.first_notice, [/Maria Silva/, /account is still active/, /just reply/i]],
      [REQUESTS.second_notice, [/access ends on Monday, December 7, 2026/, /Reply HELP/]],
      [REQUESTS.final_notice, [/final notice/, /suspended on Monday, December 7, 2026/, /billing team/]],
      [REQUESTS.suspension, [/access is now paused/, /To return/]],
      [
        REQUESTS.suspension_with_offer,
        [/access is now paused/, /To return/, /20% off/, /COMEBACK20/, /December 21, 2026/],
      ],
      [REQUESTS.confirmation, [/payment has arrived/, /stays active/]],
      [REQUESTS.confirmation_after_suspension, [/payment has arrived/, /access is back/]],
    ];
    for (const [request, patterns] of carries) {
      const withoutLink = asksToPay(request) ? { ...request, payUrl: null } : request;
      for (const pattern of patterns) {
        assert.match(textOf(request), pattern);
        assert.match(textOf(withoutLink), pattern, `${request.template} without a link`);
      }
    }
  });

  it('"we tried again" only from the second charge attempt on, else "still unpaid"', () => {
    for (const chargeAttempts of [0, 1, 2, 8]) {
      const text = textOf({ ...REQUESTS.second_notice, chargeAttempts });
      assert.equal(/we tried again/i.test(text), chargeAttempts >= 2, `${chargeAttempts} attempts`);
      assert.equal(/still unpaid/.test(text), chargeAttempts < 2, `${chargeAttempts} attempts`);
    }
  });

  it('the day of the suspension in the zone of the customer', () => {
    const text = textOf({
      ...REQUESTS.final_notice,
      suspendAt: '2026-12-07T23:00:00.000Z',
      zone: 'Asia/Dhaka',
    });
    assert.match(text, /suspended on Tuesday, December 8, 2026/);
  });
});

const FIRST_LINE =
  /^Hello(?: Maria Silva)?, this is Northwind Coffee (?:with [a-z ]+ your account|about your order A-1007)\.\n/;

describe('what a text must not carry', () => {
  it('anything unfilled, an empty gap, or a space at the end of a line', () => {
    for (const request of everyVariant()) {
      const text = textOf(request);
      assert.doesNotMatch(text, /\bnull\b|undefined|NaN|Invalid|\[object|[{}[\]]|%}/);
      assert.doesNotMatch(text, /\n{3}|[ \t]\n|^\s|\s$| {2}| ,/);
    }
  });

  it('more than one link', () => {
    for (const request of everyVariant()) {
      const links = textOf(request).match(/https?:|www\./g) ?? [];
      assert.equal(links.length, asksToPay(request) && request.payUrl ? 1 : 0);
    }
  });

  it('anything about money on the first line, which a lock screen shows to everyone', () => {
    for (const request of everyVariant()) {
      if (request.template === 'opt_out_confirmation') continue;
      if (request.template !== 'reply_acknowledgement') assert.match(textOf(request), FIRST_LINE);
      assert.doesNotMatch(
        textOf(request).split('\n')[0]!.replace('A-1007', ''),
        /\d|\$|pay|fail|due|unpaid|final|suspen|invoice|card/i,
      );
    }
  });

  it('the word debt, a threat, or a doubtful claim', () => {
    for (const request of everyVariant()) {
      assert.doesNotMatch(
        textOf(request),
        /\bdebt|legal|court|collection|collector|credit score|immediately|!|last chance/i,
      );
    }
  });

  it('a promotion in a notice', () => {
    for (const request of everyVariant()) {
      const message = renderer.render(request);
      assert.equal(message.class, request.template === 'suspension_with_offer' ? 'marketing' : 'notice');
      if (message.class === 'notice') assert.doesNotMatch(message.text, /%|off\b|discount|offer|code/i);
    }
  });
});

describe('the locale of a text', () => {
  it('formats money and dates the British way for the British', () => {
    const message = renderer.render({ ...REQUESTS.final_notice, locale: 'en-GB' });
    assert.equal(message.language, 'en');
    assert.match(message.text, /US\$20\.00 is still unpaid/);
    assert.match(message.text, /on Monday,? 7 December 2026\./);
  });

  it('is American English where we have no text in the language, money and dates included', () => {
    const message = renderer.render({ ...REQUESTS.final_notice, locale: 'ja-JP' });
    assert.deepEqual(message, { ...renderer.render(REQUESTS.final_notice), locale: 'en' });
  });

  it('keeps odd extensions from changing digits or calendar', () => {
    const message = renderer.render({ ...REQUESTS.final_notice, locale: 'en-US-u-nu-arab-ca-buddhist' });
    assert.equal(message.text, textOf(REQUESTS.final_notice));
  });
});

describe('a renderer', () => {
  it('refuses a message without the name of the business', () => {
    for (const businessName of ['', ' \n', '\u200b']) {
      assert.throws(() => textOf({ ...REQUESTS.suspension, businessName }), /set BUSINESS_NAME/);
    }
  });

  it('leaves out a support contact that is only blanks', () => {
    assert.equal(
      textOf({ ...REQUESTS.suspension, supportContact: ' ' }),
      textOf({ ...REQUESTS.suspension, supportContact: null }),
    );
  });

  it('invites a reply where the link is not one that a customer can open', () => {
    for (const payUrl of ['', 'javascript:alert(1)', 'not a link', '/pay/1', 'ftp://example.com/x']) {
      assert.equal(
        textOf({ ...REQUESTS.final_notice, payUrl }),
        textOf({ ...REQUESTS.final_notice, payUrl: null }),
      );
    }
  });

  it('prints a link without escaping it', () => {
    assert.ok(textOf(REQUESTS.suspension).includes('?s=ap&x=1\n'));
  });
});
