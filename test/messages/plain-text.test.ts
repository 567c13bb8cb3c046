import assert from 'node:assert/strict';
import { personalName, singleLine, webLink } from '../../src/messages/plain-text.ts';
import { createRenderer } from '../../src/messages/render.ts';
import { REQUESTS } from './requests.ts';

describe('the name of a customer', () => {
  it('is printed as it is when it is a name, in any script', () => {
    const names = [
      'Maria Silva',
      "Anne-Marie O'Brien",
      'José Ñáñez',
      '李小龍',
      'محمد العربي',
      'Müller & Söhne',
      'মারিয়া',
      'X Æ A-12',
    ];
    assert.deepEqual(names.map(personalName), names);
  });

  it('keeps the joiners that Persian and Sinhala words need', () => {
    assert.equal(personalName('علی\u200cرضا'), 'علی\u200cرضا');
  });

  it('loses the markup of WhatsApp', () => {
    assert.equal(personalName('*Maria* _Silva_ ~x~ ```y```'), 'Maria Silva x y');
    assert.equal(personalName('＊Maria＊'), 'Maria');
  });

  it('is one line without control characters and direction overrides', () => {
    assert.equal(personalName('Maria\r\n\n\tSilva\u2028\u0000'), 'Maria Silva');
    assert.equal(personalName('\u202eavliS\u202c \u2066Maria\u2069\u200f\ufeff'), 'avliS Maria');
    assert.equal(personalName('Ma\u00adria\ud800 Silva\u{e0041}'), 'Maria Silva');
  });

  it('is capped at 60 characters', () => {
    const capped = personalName('a'.repeat(500))!;
    assert.equal([...capped].length, 60);
    assert.ok(capped.endsWith('a…'));
    assert.equal(personalName('𠮷'.repeat(60)), '𠮷'.repeat(60));
  });

  it('cannot carry a link', () => {
    assert.equal(personalName('evil.com'), 'evil. com');
    assert.equal(personalName('ev\u200bil.com'), 'evil. com');
    assert.equal(personalName('J.R. Smith Jr.'), 'J. R. Smith Jr.');
    const links = [
      'Visit http://evil.com',
      'www.evil',
      'wa.me/123',
      'evil.com?x',
      'a@b.co',
      'mailto:x',
      'HTTPS://e.vil',
      '\uff48ttps：//x',
    ];
    assert.deepEqual(
      links.map(personalName),
      links.map(() => null),
    );
  });

  it('cannot carry a phone number', () => {
    assert.equal(personalName('Call +1 415 555 2671'), null);
    assert.equal(personalName('Maria ٤١٥٥٥٥'), null);
    assert.equal(personalName('Route 66 Ltd'), 'Route 66 Ltd');
  });

  it('is no name when nothing is left, or a merge went wrong', () => {
    const nothing = [
      '',
      ' ',
      '***',
      '\u200b',
      '\u3164',
      '-',
      '42',
      'null',
      'Undefined',
      'null null',
      'N/A',
      '{{first_name}}',
      '[NAME]',
      '<b>x</b>',
      '%NAME%',
    ];
    assert.deepEqual(
      nothing.map(personalName),
      nothing.map(() => null),
    );
    assert.equal(personalName(null), null);
    assert.equal(personalName('Jennifer Null'), 'Jennifer Null');
  });

  it('can neither break a text nor be run as a template', () => {
    const { render } = createRenderer();
    const withName = (customerName: string | null) => render({ ...REQUESTS.first_notice, customerName }).text;
    for (const hostile of [
      '{{ amount }}',
      '{% include "/etc/passwd" %}',
      'https://evil.com',
      '\n\n*FREE*\u202e https://x.y/z',
    ]) {
      assert.equal(withName(hostile), withName(null), hostile);
    }
    assert.equal(withName('Maria\n\n_Silva_'), withName('Maria Silva'));
  });
});

describe('singleLine', () => {
  it("keeps an operator's own text on one visible line", () => {
    assert.equal(singleLine(' Northwind\n Coffee\u202e '), 'Northwind Coffee');
    assert.equal(singleLine('node.js & friends'), 'node.js & friends');
  });
});

describe('webLink', () => {
  it('takes http and https only', () => {
    assert.equal(webLink('https://pay.example/i/1?a=b#c'), 'https://pay.example/i/1?a=b#c');
    assert.equal(webLink('http://127.0.0.1:3000/pay/x'), 'http://127.0.0.1:3000/pay/x');
    assert.deepEqual(['javascript:alert(1)', 'pay.example', '', null].map(webLink), [null, null, null, null]);
  });

  it('cannot break out of its line', () => {
    assert.equal(
      webLink('https://pay.example/a b\nhttps://evil.example'),
      'https://pay.example/a%20bhttps://evil.example',
    );
  });
});
