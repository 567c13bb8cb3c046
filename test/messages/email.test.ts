import assert from 'node:assert/strict';
import { toEmail } from '../../src/messages/email.ts';
import { createRenderer } from '../../src/messages/render.ts';
import { everyVariant, PAY_URL, REQUESTS } from './requests.ts';

const renderer = createRenderer();
const mailOf = (text: string) =>
  toEmail({ ...renderer.render(REQUESTS.first_notice), text }, 'Northwind Coffee');

describe('a message as a mail', () => {
  it('says the same as on WhatsApp, under a subject that names the business and no amount', () => {
    for (const request of everyVariant()) {
      const message = renderer.render(request);
      const mail = toEmail(message, request.businessName);
      assert.equal(mail.text, message.text);
      assert.match(mail.subject, /^Northwind Coffee: \S/);
      assert.doesNotMatch(mail.subject, /\d|\n/);
    }
  });

  it('has a page with one button, and which loads nothing', () => {
    const { html } = toEmail(renderer.render(REQUESTS.final_notice), 'Northwind Coffee');
    const escaped = PAY_URL.replaceAll('&', '&amp;');
    assert.match(
      html,
      /<a href="[^"]+" style="display:inline-block;[^"]+">Pay or update payment details<\/a>/,
    );
    assert.deepEqual(html.match(/(src|href)="[^"]*"/g), [`href="${escaped}"`]);
    assert.ok(html.includes('$20.00') && html.includes('Monday, December 7, 2026'));
  });

  it('escapes whatever a name or a text brings along', () => {
    const { html } = mailOf(`Hello <img src=x onerror="alert(1)"> & 'friends'`);
    assert.ok(
      html.includes('Hello &lt;img src=x onerror=&quot;alert(1)&quot;&gt; &amp; &#39;friends&#39;'),
      html,
    );
    const subject = toEmail(renderer.render(REQUESTS.first_notice), 'A <b>\r\nBcc: x@y').subject;
    assert.equal(subject, 'A <b> Bcc: x@y: Your payment did not go through');
  });

  const marked: readonly [whatsapp: string, text: string, html: string][] = [
    ['*Final notice*: pay now', 'Final notice: pay now', '<strong>Final notice</strong>: pay now'],
    ['_please_ and ~never~', 'please and never', '<em>please</em> and <s>never</s>'],
    ['2 * 3 * 4 and snake_case_name', '2 * 3 * 4 and snake_case_name', '2 * 3 * 4 and snake_case_name'],
    [
      'see https://x.example/a_b_c?d=*e*.',
      'see https://x.example/a_b_c?d=*e*.',
      'see <a href="https://x.example/a_b_c?d=*e">https://x.example/a_b_c?d=*e</a>*.',
    ],
  ];
  for (const [whatsapp, text, html] of marked) {
    it(`${whatsapp} is written ${text}`, () => {
      const mail = mailOf(whatsapp);
      assert.equal(mail.text, text);
      assert.ok(mail.html.includes(`<p>${html}</p>`), mail.html);
    });
  }
});
