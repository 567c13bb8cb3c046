import assert from 'node:assert/strict';
import { parseCommand, UsageError } from '../../src/operator/command.ts';
import { readCustomers } from '../../src/operator/phone-links-verb.ts';

describe('recoup phone-links', () => {
  it('is for open recoveries, or for a list', () => {
    assert.deepEqual(parseCommand(['phone-links']), { kind: 'phone_links', file: null });
    const listed = parseCommand(['phone-links', '--customers', 'list.csv']);
    assert.deepEqual(listed, { kind: 'phone_links', file: 'list.csv' });
    assert.throws(() => parseCommand(['phone-links', 'cus_1']), UsageError);
  });

  it('reads ids a line each, or the first column of an export, each customer once', () => {
    const export_ = 'id,Name,Email\r\ncus_1,"Ada, B.",a@example.com\r\n"acct_1:cus_2",,\r\ncus_1,,\r\n';
    const ids = readCustomers('list.csv', export_).map(({ customerId }) => customerId);
    assert.deepEqual(ids, ['cus_1', 'acct_1:cus_2']);
  });

  it('names the line that is no customer', () => {
    assert.throws(() => readCustomers('list.csv', 'cus_1\nmaria@example.com\n'), /list\.csv, line 2:/);
  });
});
