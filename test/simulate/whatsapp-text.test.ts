import assert from 'node:assert/strict';
import { whatsappText } from '../../scripts/simulate/report/whatsapp-text.ts';

const shown = (text: string) => whatsappText(text).text.replace(/^<p dir="auto">|<\/p>$/g, '');

describe('a message in the report', () => {
  it('shows WhatsApp’s marks as WhatsApp does', () => {
    assert.equal(
      shown('pay *today*, _please_, ~not tomorrow~'),
      'pay <strong>today</strong>, <em>please</em>, <s>not tomorrow</s>',
    );
    assert.equal(shown('*bold _and slanted_*'), '<strong>bold <em>and slanted</em></strong>');
    assert.equal(shown('```a *b*```'), '<code>a *b*</code>');
  });

  it('leaves alone what marks nothing', () => {
    for (const text of ['2 * 3 * 4', 'snake_case_name', '* not bold*', 'a*b*c', '5 ~ 6'])
      assert.equal(shown(text), text);
  });

  it('never takes a link apart', () => {
    const link = 'https://pay.example/in_a_b?x=*1*';
    assert.equal(shown(`here: ${link}`), `here: <span class="link">${link}</span>`);
  });

  it('escapes whatever a customer is called', () => {
    assert.equal(
      shown('Hello <b>"Al" & \'Bo\'</b>'),
      'Hello &lt;b&gt;&quot;Al&quot; &amp; &#39;Bo&#39;&lt;/b&gt;',
    );
  });

  it('lets every line find its own direction', () => {
    assert.equal(whatsappText('سلام\nhello').text, '<p dir="auto">سلام</p><p dir="auto">hello</p>');
  });
});
