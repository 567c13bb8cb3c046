import assert from 'node:assert/strict';
import { toEmail } from '../../src/messages/email.ts';
import { optOutAnswer } from '../../src/messages/opt-out-answer.ts';
import { createRenderer, type Renderer } from '../../src/messages/render.ts';
import { replyAcknowledgement } from '../../src/messages/reply-acknowledgement.ts';
import { loadTexts } from '../../src/messages/texts.ts';
import { moneyOf } from '../../src/domain/money.ts';
import { parsePhone } from '../../src/domain/phone.ts';
import type { ReplyLanguage } from '../../src/domain/reply-keyword.ts';
import { asksToPay, everyVariant, PAY_URL, REQUESTS } from './requests.ts';
import { withFolder } from './text-folder.ts';

const ALL = ['en', 'es', 'de', 'fr', 'pt-BR', 'ar', 'bn'];
/** As if somebody had read the Arabic and the Bengali texts. */
const renderer = withFolder({ 'settings.yaml': `languages: [${ALL.join(', ')}]\n` }, (folder) =>
  createRenderer(loadTexts(folder)),
);

describe('the same message in seven languages', () => {
  for (const locale of ALL) {
    it(`${locale}: every text, with and without name, link and contact, is whole and in its own language`, () => {
      for (const request of everyVariant()) {
        const message = renderer.render({ ...request, locale });
        assert.equal(message.language, locale);
        assert.doesNotMatch(message.text, /\bnull\b|undefined|NaN|\[object|[{}[\]]|%}|\n{3}|[ \t]\n/);
        assert.equal(
          (message.text.match(/https?:/g) ?? []).length,
          asksToPay(request) && request.payUrl ? 1 : 0,
        );
        if (locale === 'en') continue;
        const english = createRenderer().render({ ...request, locale: 'en' });
        assert.notEqual(message.text, english.text);
        assert.notEqual(message.subject, english.subject);
      }
    });
  }

  it('writes amounts and dates the way of each', () => {
    const said = ALL.map(
      (locale) =>
        renderer.render({ ...REQUESTS.final_notice, locale, amount: moneyOf('stripe', 123456, 'eur') }).text,
    );
    const parts = [
      ['€1,234.56', 'Monday, December 7, 2026'],
      ['1234,56\u00a0€', 'lunes, 7 de diciembre de 2026'],
      ['1.234,56\u00a0€', 'Montag, 7. Dezember 2026'],
      ['1\u202f234,56\u00a0€', 'lundi 7 décembre 2026'],
      ['€\u00a01.234,56', 'segunda-feira, 7 de dezembro de 2026'],
      ['€', '7 ديسمبر 2026'],
      ['১,২৩৪.৫৬€', '৭ ডিসেম্বর'],
    ];
    said.forEach((text, index) => {
      for (const part of parts[index]!) assert.ok(text.includes(part), `${ALL[index]}: ${part}\n${text}`);
    });
  });

  it('answers a STOP in the language of its word where we write in it, else in the default', () => {
    assert.match(optOutAnswer(createRenderer(), 'Northwind', 'pt-BR'), /^Northwind: você não receberá mais/);
    assert.match(
      optOutAnswer(createRenderer(), 'Northwind', 'ar'),
      /^Northwind: you will get no more messages/,
    );
    assert.match(optOutAnswer(renderer, 'Northwind', 'bn'), /^Northwind: এখানে/);
  });
});

describe('the acknowledgement of a reply', () => {
  const said = (by: Renderer, number: string, language: ReplyLanguage | null) =>
    replyAcknowledgement(by, 'Northwind', { to: parsePhone(number, null)!, language });

  it('is in the language of the reply, else in that of the number, else in the default one', () => {
    const shipped = createRenderer();
    assert.match(said(shipped, '+491711234567', 'es'), /^Northwind: gracias, hemos recibido/);
    assert.match(said(shipped, '+491711234567', null), /^Northwind: vielen Dank/);
    assert.match(said(shipped, '+5511987654321', null), /^Northwind: obrigado/);
    assert.match(said(shipped, '+233245552007', null), /^Northwind: thank you, we have received/);
    assert.match(said(shipped, '+33612345678', 'bn'), /^Northwind : merci/);
    assert.match(said(renderer, '+33612345678', 'bn'), /^Northwind: ধন্যবাদ/);
  });

  it('is wanted only where the settings say so; one’s own say it last', () => {
    const wanted = (settings: string) =>
      withFolder({ 'settings.yaml': settings }, (folder) => loadTexts(folder).acknowledgesReplies);
    assert.equal(loadTexts().acknowledgesReplies, false);
    assert.deepEqual(['languages: [en]\n', 'acknowledge_replies: true\n'].map(wanted), [false, true]);
    assert.throws(
      () => wanted('languages: [en]\nacknowledge_replies: "yes"\n'),
      /settings\.yaml:2 {2}error {2}file {2}acknowledge_replies: must be true or false; see docs\/templates\.md/,
    );
  });
});

describe('a text that runs from right to left', () => {
  const arabic = () => renderer.render({ ...REQUESTS.final_notice, locale: 'ar' });

  it('isolates name, business, amount and contact, so that none of them turns its neighbours around', () => {
    const { text, direction } = arabic();
    assert.equal(direction, 'rtl');
    for (const value of ['Maria Silva', 'Northwind Coffee', 'help@northwind.example'])
      assert.ok(text.includes(`\u2066${value}\u2069`), value);
    assert.ok(text.includes('\u206620.00\u00a0US$\u2069'), text);
  });

  it('keeps an amount in Arabic letters from right to left, and each amount of a list by itself', () => {
    const dinars = moneyOf('stripe', 19_500, 'kwd');
    const together = { invoices: 2, totals: [moneyOf('stripe', 2000, 'usd'), dinars] };
    const { text } = renderer.render({ ...REQUESTS.final_notice, locale: 'ar', amount: dinars, together });
    assert.match(text, /\u2068\u200f19\.500\u00a0د\.ك\.\u200f\u2069/);
    assert.match(text, /\u206620\.00\u00a0US\$\u2069 و\u2068\u200f19\.500[^\u2069]*\u2069/);
  });

  it('begins the line of the link from left to right, and ends it with the link: a mark behind it would become part of it', () => {
    assert.ok(arabic().text.split('\n').includes(`\u2066${PAY_URL}`));
  });

  it('leaves texts from left to right plain, but for a name in Arabic letters', () => {
    const plain = renderer.render(REQUESTS.final_notice).text;
    assert.doesNotMatch(plain, /[\u2066-\u2069]/);
    const { text } = renderer.render({ ...REQUESTS.final_notice, customerName: 'محمد العربي' });
    assert.match(text, /^Hello \u2068محمد العربي\u2069, this is Northwind Coffee/);
  });

  it('is a mail that says so, with a button that is its only link', () => {
    const { html, text, subject } = toEmail(arabic(), 'Northwind Coffee');
    assert.match(html, /<html lang="ar" dir="rtl">/);
    assert.match(subject, /^Northwind Coffee: إشعار أخير/);
    assert.deepEqual(html.match(/href="[^"]*"/g), [`href="${PAY_URL.replaceAll('&', '&amp;')}"`]);
    assert.ok(text.split('\n').includes(PAY_URL));
  });
});

describe('what a customer or a shop brings along', () => {
  it('cannot use WhatsApp’s markup, mentions or links: an order number', () => {
    const numberOf = (orderNumber: string) =>
      /about your order (.*)\./.exec(renderer.render({ ...REQUESTS.order_notice, orderNumber }).text)?.[1];
    const written: readonly (readonly [raw: string, printed: string])[] = [
      ['A-1007', 'A-1007'],
      ['A_1007_b', 'A_1007_b'],
      ['*A* _1007_ ~x~ `y`\nB', 'A 1007 x y B'],
      ['@15551234567', '15551234567'],
      ['evil.com/pay?x', 'evil-com-pay?x'],
      ['https://evil.example', 'https-evil-example'],
    ];
    assert.deepEqual(
      written.map(([raw]) => numberOf(raw)),
      written.map(([, printed]) => printed),
    );
  });
});
