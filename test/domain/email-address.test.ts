import assert from 'node:assert/strict';
import { parseEmailAddress } from '../../src/domain/email-address.ts';

describe('an e-mail address', () => {
  const good: readonly [string, string][] = [
    [' Maria.Silva+shop@Example.COM ', 'Maria.Silva+shop@example.com'],
    ["o'neil@mail.example.co.uk", "o'neil@mail.example.co.uk"],
    ['post@bücher.example', 'post@bücher.example'],
  ];
  for (const [typed, address] of good) {
    it(`${typed} is ${address}`, () => assert.equal(parseEmailAddress(typed), address));
  }

  const bad = [
    '',
    'maria',
    'maria@localhost',
    '@example.com',
    'maria@example.com, bcc@evil.example',
    'a@example.com\r\nBcc: b@evil.example',
    'Maria <maria@example.com>',
    'a b@example.com',
    'a@-example.com',
    `${'a'.repeat(65)}@example.com`,
    `a@${'b.'.repeat(130)}example.com`,
  ];
  for (const typed of bad) {
    it(`${JSON.stringify(typed)} is none`, () => assert.equal(parseEmailAddress(typed), null));
  }
});
