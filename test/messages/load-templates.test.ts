import assert from 'node:assert/strict';
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { createRenderer } from '../../src/messages/render.ts';
import { REQUESTS } from './requests.ts';

const OURS = new URL('../../src/messages/templates/', import.meta.url);

describe('loading the templates', () => {
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'recoup-templates-'));
    cpSync(OURS, folder, { recursive: true });
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const loadWith = (confirmation: string) => {
    writeFileSync(join(folder, 'en/confirmation.liquid'), confirmation);
    return createRenderer(pathToFileURL(`${folder}/`));
  };
  const GOOD = "{{ business_name }}: thank you{% if access == 'restored' %}, access is back{% endif %}.";

  it('takes the texts of any folder', () => {
    assert.equal(loadWith(GOOD).render(REQUESTS.confirmation).text, 'Northwind Coffee: thank you.');
  });

  it('closes the gaps that left-out parts leave in a text', () => {
    const { text } = loadWith(
      `${GOOD}  \n{% if support_contact == 'x' %}\n\nCall.\n{% endif %}\n\nBye.\n\n`,
    ).render(REQUESTS.confirmation);
    assert.equal(text, 'Northwind Coffee: thank you.\n\nBye.');
  });

  it('refuses a text without the business name', () => {
    assert.throws(
      () => loadWith('Thanks{% if access %}!{% endif %}'),
      /^Error: en\/confirmation.liquid must use business_name$/,
    );
  });

  it('refuses a variable that the text will not get, with those it may use', () => {
    assert.throws(
      () => loadWith(`${GOOD} {{ amount }}`),
      /^Error: en\/confirmation.liquid uses amount; it may use business_name, access, customer_name, support_contact$/,
    );
  });

  it('refuses an unknown filter and a broken tag, naming the file', () => {
    assert.throws(
      () => loadWith(`${GOOD} {{ business_name | shout }}`),
      /undefined filter: shout.*confirmation\.liquid/s,
    );
    assert.throws(() => loadWith(`${GOOD} {% if access %}`), /not closed.*confirmation\.liquid/s);
  });

  it('refuses a text that would read a file', () => {
    writeFileSync(join(folder, 'en/secret.liquid'), 'secret');
    for (const tag of ['include', 'render', 'layout']) {
      for (const file of ['package.json', '/etc/hostname', 'en/secret.liquid', 'secret']) {
        assert.throws(
          () => loadWith(`${GOOD} {% ${tag} '${file}' %}`).render(REQUESTS.confirmation),
          /ENOENT/,
          `${tag} ${file}`,
        );
      }
    }
  });

  it('keeps a text away from prototypes', () => {
    assert.throws(
      () => loadWith(`${GOOD} {{ business_name.constructor }}`).render(REQUESTS.confirmation),
      /undefined variable: business_name.constructor/,
    );
  });

  it('refuses a folder in which a text is missing', () => {
    rmSync(join(folder, 'en/suspension.liquid'));
    assert.throws(() => createRenderer(pathToFileURL(`${folder}/`)), /ENOENT.*en\/suspension\.liquid/);
  });
});
