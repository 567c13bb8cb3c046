import assert from 'node:assert/strict';
import { checkTexts, lintVerb } from '../../src/compose/texts.ts';
import { ConfigError, parseEnv } from '../../src/config/env.ts';
import { withFolder } from './text-folder.ts';

const SETTINGS = 'languages: [en]\n';
const LATE = 'templates:\n  confirmation:\n    subject: Act now\n';

function start(folder: string): readonly object[] {
  const config = parseEnv({
    ...{ BUSINESS_NAME: 'Northwind Coffee', TEMPLATES_DIR: folder },
    ...{ DATABASE_URL: 'postgres://localhost/none', TEMPORAL_ADDRESS: '127.0.0.1:7233' },
  });
  const warned: object[] = [];
  checkTexts(config, { warn: (fields: object) => void warned.push(fields) });
  return warned;
}

describe('texts at the start of server and worker', () => {
  it('stop it while one of them has an error, with every one of them', () => {
    const files = { 'en.yaml': LATE, 'settings.yaml': 'languages: [en, it]\n' };
    withFolder(files, (folder) =>
      assert.throws(
        () => start(folder),
        (error) => {
          assert.ok(error instanceof ConfigError);
          assert.match(error.message, /2 problem\(s\)/);
          assert.match(error.message, /en\.yaml:3 {2}error {2}banned-word {2}"Act now" is banned; say it/);
          assert.match(error.message, /settings\.yaml:1 {2}error {2}file {2}languages names it/);
          return true;
        },
      ),
    );
  });

  it('do not stop it for a warning, which is logged', () => {
    withFolder({ 'settings.yaml': 'languages: [en, bn]\n' }, (folder) => {
      const rules = start(folder).map((fields) => ('rule' in fields ? fields.rule : null));
      assert.deepEqual(rules, ['unreviewed']);
    });
  });
});

describe('recoup lint', () => {
  it('is trouble where a text of one’s own has an error: a line for people, a finding for programs', () => {
    withFolder({ 'en.yaml': LATE, 'settings.yaml': SETTINGS }, (folder) => {
      const { text, data, isTrouble } = lintVerb({ TEMPLATES_DIR: folder });
      assert.equal(isTrouble, true);
      assert.match(text, /en\.yaml:3 {2}error {2}banned-word .*\n1 error\(s\), 0 warning\(s\)$/);
      const { findings } = data as { findings: readonly { line: number; rule: string; remedy: string }[] };
      assert.deepEqual(
        findings.map(({ line, rule }) => [line, rule]),
        [[3, 'banned-word']],
      );
    });
  });
});
