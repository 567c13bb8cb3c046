import assert from 'node:assert/strict';
import { createRenderer } from '../../src/messages/render.ts';
import type { RenderRequest } from '../../src/messages/request.ts';
import { loadTexts } from '../../src/messages/texts.ts';
import { REQUESTS } from './requests.ts';
import { withFolder } from './text-folder.ts';

const confirmationOf = (body: string): string =>
  `templates:\n  confirmation:\n    body: |-\n${body.replace(/^/gm, '      ')}\n`;

/** The English confirmation written anew, as it is sent. */
const sent = (body: string, request: RenderRequest = REQUESTS.confirmation): string =>
  withFolder(
    { 'en.yaml': confirmationOf(body) },
    (folder) => createRenderer(loadTexts(folder)).render(request).text,
  );

describe('texts of one’s own', () => {
  const nudge = `templates:
  gentle_nudge:
    like: second_notice
    class: notice
    subject: About your account
    body: "{{ business_name }}: {{ amount }} by {{ access_ends_on }}, please."
`;

  it('replace what they write, and leave the rest of the text and of the language as shipped', () => {
    withFolder({ 'en.yaml': 'templates:\n  final_notice:\n    subject: Your last reminder\n' }, (folder) => {
      const [own, shipped] = [createRenderer(loadTexts(folder)), createRenderer()];
      const message = own.render(REQUESTS.final_notice);
      assert.deepEqual(message, { ...shipped.render(REQUESTS.final_notice), subject: 'Your last reminder' });
      assert.deepEqual(own.render(REQUESTS.suspension), shipped.render(REQUESTS.suspension));
    });
  });

  it('may have an id of their own, and get the facts of the text in whose place they are sent', () => {
    withFolder({ 'en.yaml': nudge }, (folder) => {
      const texts = loadTexts(folder);
      assert.ok(texts.ids.includes('gentle_nudge'));
      assert.deepEqual([texts.kindOf('gentle_nudge'), texts.kindOf('nothing')], ['second_notice', null]);
      const message = createRenderer(texts).render({ ...REQUESTS.second_notice, textId: 'gentle_nudge' });
      assert.equal(message.template, 'gentle_nudge');
      assert.equal(message.text, 'Northwind Coffee: $20.00 by Monday, December 7, 2026, please.');
    });
  });

  it('never stop a message: an id that is gone, or of another kind, or not in the language, gives the shipped text', () => {
    withFolder({ 'en.yaml': nudge }, (folder) => {
      const { render } = createRenderer(loadTexts(folder));
      const plain = render(REQUESTS.second_notice);
      assert.deepEqual(render({ ...REQUESTS.second_notice, textId: 'taken_out' }), plain);
      const other = render({ ...REQUESTS.final_notice, textId: 'gentle_nudge' });
      assert.deepEqual(other, render(REQUESTS.final_notice));
      const german = render({ ...REQUESTS.second_notice, locale: 'de', textId: 'gentle_nudge' });
      assert.match(german.text, /^Guten Tag Maria Silva/);
    });
  });

  it('add a language by its file, and make one that was not reviewed one to write in', () => {
    withFolder({ 'ar.yaml': 'reviewed: true\n' }, (folder) => {
      assert.deepEqual(loadTexts(folder).languages, ['en', 'es', 'de', 'fr', 'pt-BR', 'ar']);
    });
    withFolder({ 'bn.yaml': 'templates:\n  confirmation:\n    subject: X\n' }, (folder) => {
      assert.deepEqual(loadTexts(folder).languages, ['en', 'es', 'de', 'fr', 'pt-BR']);
    });
    withFolder({ 'settings.yaml': 'languages: [de, bn]\n' }, (folder) => {
      const { localeFor } = createRenderer(loadTexts(folder));
      const readers = [['bn-BD'], ['en'], []].map((preferred) => localeFor({ preferred, country: null }));
      assert.deepEqual(readers, ['bn-BD', 'de', 'de']);
    });
  });

  it('are refused with file, line and remedy when they cannot be read', () => {
    const refused: readonly (readonly [files: Record<string, string>, RegExp])[] = [
      [{ 'en.yaml': 'templates: [\n' }, /en\.yaml:\d {2}error {2}syntax/],
      [
        { 'en.yml': '' },
        /en\.yml:1 {2}error {2}file {2}the name is that of no language; name it <language>\.yaml/,
      ],
      [
        { 'en.yaml': 'templates:\n  nudge:\n    body: Hi\n' },
        /en\.yaml:2 .*nudge has no like .*, no subject; add it/,
      ],
      [{ 'en.yaml': confirmationOf('{{ business_name | shout }}') }, /en\.yaml:4 .*undefined filter: shout/],
      [
        { 'settings.yaml': 'languages: [en, it]\n' },
        /settings\.yaml:1 .*names it, of which there is no file; add it\.yaml/,
      ],
      [
        { 'settings.yaml': 'words: { banned: { en: "a,,b" } }\n' },
        /settings\.yaml:1 .*words\.banned\.en: has nothing/,
      ],
    ];
    for (const [files, told] of refused)
      withFolder(files, (folder) => assert.throws(() => loadTexts(folder), told));
  });
});

describe('the language of templates', () => {
  it('closes the gaps that left-out parts leave in a text', () => {
    const body = `{{ business_name }}: thank you.  \n{% if support_contact == 'x' %}\n\nCall.\n{% endif %}\n\nBye.\n`;
    assert.equal(sent(body), 'Northwind Coffee: thank you.\n\nBye.');
  });

  it('opens no file', () => {
    for (const tag of ['include', 'render', 'layout']) {
      for (const file of ['package.json', '/etc/hostname', 'en.yaml']) {
        assert.throws(() => sent(`{{ business_name }} {% ${tag} '${file}' %}`), /ENOENT/, `${tag} ${file}`);
      }
    }
  });

  it('keeps a text away from prototypes', () => {
    assert.throws(
      () => sent('{{ business_name.constructor }}'),
      /undefined variable: business_name.constructor/,
    );
  });

  it('takes the plural that the language has for a number, and writes numbers in its digits', () => {
    const invoices = (language: string, forms: string, count: number) =>
      withFolder(
        {
          [`${language}.yaml`]: `reviewed: true\ntemplates:\n  final_notice:\n    body: "{{ open_invoices | number }} {{ open_invoices | plural: ${forms} }}"\n`,
        },
        (folder) =>
          createRenderer(loadTexts(folder)).render({
            ...REQUESTS.final_notice,
            locale: language,
            together: { invoices: count, totals: [] },
          }).text,
      );
    const arabic = "one: 'فاتورة', two: 'فاتورتان', few: 'فواتير', many: 'فاتورة', other: 'فاتورة'";
    assert.deepEqual(
      [1, 2, 3, 11].map((count) => invoices('ar', arabic, count).replace(/^\S+ /, '')),
      ['فاتورة', 'فاتورتان', 'فواتير', 'فاتورة'],
    );
    const bengali = "one: 'ইনভয়েস', other: 'ইনভয়েস'";
    assert.equal(invoices('bn', bengali, 12), '১২ ইনভয়েস');
    assert.equal(invoices('en', "other: 'invoices'", 1), '1 invoices');
    assert.throws(() => invoices('en', "one: 'invoice'", 2), /plural has no form "other" \(for 2\)/);
  });
});
