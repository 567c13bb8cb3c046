import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describeFinding, RULES, type Rule } from '../../src/messages/finding.ts';
import { lintTexts } from '../../src/messages/lint/lint-texts.ts';
import { lintWritten } from './text-folder.ts';

const FIXTURES = fileURLToPath(new URL('../fixtures/texts/', import.meta.url));

const lint = (folder: string) =>
  lintTexts({ folder: `${FIXTURES}${folder}`, businessName: 'Northwind Coffee', chosenOnly: true }).map(
    (finding) => describeFinding(finding).replaceAll(`${FIXTURES}${folder}/`, ''),
  );

/** What the fixture that fails is told, by rule: file, line, what and remedy. */
const TOLD: Readonly<Record<Rule, readonly RegExp[]>> = {
  file: [/^en\.yaml:3 {2}error {2}file {2}templates\.confirmation\.subjekt: Unrecognized key/],
  syntax: [/^en\.yaml:6 {2}error {2}syntax {2}tag \{% if access == 'restored' %\} not closed; correct/],
  class: [/^en\.yaml:2 {2}error {2}class {2}first_notice is of class marketing, and is sent as notice;/],
  'missing-language': [
    /^es\.yaml:1 {2}error {2}missing-language {2}gentle_nudge is not written in es; write it/,
  ],
  unreviewed: [/bn\.yaml:1 {2}warning {2}unreviewed {2}nobody who speaks bn has read these texts/],
  'unknown-variable': [
    /^en\.yaml:6 {2}error {2}unknown-variable {2}confirmation has no first_name; use one of/,
  ],
  'missing-variable': [
    /^en\.yaml:4 {2}error {2}missing-variable {2}confirmation does not use business_name; say/,
  ],
  'missing-value': [
    /^en\.yaml:4 {2}error {2}missing-value {2}final_notice: suspended_on is not printed for every/,
  ],
  placeholder: [
    /^en\.yaml:6 {2}error {2}placeholder {2}"\[PHONE\]" was left to be filled in; write the text/,
  ],
  plural: [/^en\.yaml:4 {2}error {2}plural {2}final_notice: plural has no form "other"; add the form/],
  links: [
    /^en\.yaml:4 {2}error {2}links {2}final_notice: 2 links in one message; keep one/,
    /^en\.yaml:6 {2}error {2}links {2}"https:\/\/example\.com\/help\." is a link written by hand/,
  ],
  length: [/^en\.yaml:4 {2}error {2}length {2}confirmation: more than 4096 characters; WhatsApp refuses it/],
  promotion: [
    /^en\.yaml:6 {2}error {2}promotion {2}"10%" promotes something, and this is a notice; take it out/,
    /^en\.yaml:6 {2}error {2}promotion {2}"SAVE10" promotes something/,
  ],
  'banned-word': [/^en\.yaml:6 {2}error {2}banned-word {2}"debts" is banned; say it without threat/],
  amount: [/^en\.yaml:4 {2}error {2}amount {2}final_notice: an amount without its currency; print/],
  'first-line': [/^en\.yaml:4 {2}error {2}first-line {2}final_notice: "payment" is on the first line; begin/],
  subject: [/^en\.yaml:3 {2}error {2}subject {2}final_notice: the subject shows the amount; leave/],
};

describe('the rules of texts', () => {
  for (const rule of RULES) {
    it(`${rule}: the fixture that fails is told where, what and what to do; the other one passes`, () => {
      const told = lint(`${rule}/fails`);
      assert.equal(told.length, TOLD[rule].length, told.join('\n'));
      TOLD[rule].forEach((pattern, index) => assert.match(told[index]!, pattern));
      assert.deepEqual(lint(`${rule}/passes`), []);
    });
  }

  it('have a fixture each, and no fixture is left over', () => {
    assert.deepEqual(readdirSync(FIXTURES).sort(), [...RULES].sort());
  });

  it('hold for every shipped text, in Arabic and Bengali too, whatever the business is called', () => {
    const businessName = '24h Fitness & Co. *Berlin*';
    assert.deepEqual(lintTexts({ folder: null, businessName }).map(describeFinding), []);
  });

  it('name a folder that is not there', () => {
    assert.match(
      lint('nowhere').join('\n'),
      /nowhere:1 {2}error {2}file {2}the folder is not there; correct TEMPLATES_DIR/,
    );
  });
});

describe('words and amounts, wherever a text hides them', () => {
  const told = (body: string) => lintBody(body).map(({ rule, what }) => `${rule} ${what}`);

  it('finds them in branches that no sample reaches, and in the words a filter prints', () => {
    assert.deepEqual(told("{% if access == 'never' %}A discount for you.{% endif %}"), [
      'promotion "discount" promotes something, and this is a notice',
    ]);
    assert.deepEqual(told("{{ access | replace: 'none', 'urgent' }}"), ['banned-word "urgent" is banned']);
  });

  it('does not mind a word that is only compared with, or is part of another', () => {
    assert.deepEqual(told("{% if access == 'discount' %}Thank you.{% endif %} The courtyard is open."), []);
  });

  it('finds amounts and links that are written by hand, and a second currency', () => {
    assert.deepEqual(told('You paid $20.'), ['amount "$20." is an amount written by hand']);
    assert.deepEqual(told('See example.com or www.example.com/x.'), [
      'links "example.com" is a link written by hand',
      'links "www.example.com/x." is a link written by hand',
    ]);
    assert.deepEqual(told('Write to help@example.com.'), []);
  });
});

function lintBody(line: string) {
  return lintWritten(`templates:
  confirmation:
    body: |-
      Hello, this is {{ business_name }} with good news.

      ${line} {% if access %}Thanks.{% endif %}
`);
}
