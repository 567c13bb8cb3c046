import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { readLink, signLink, type Seal } from '../../src/domain/signed-link.ts';

const sealWith = (key: string): Seal => {
  return (bytes) => createHmac('sha256', key).update(bytes).digest();
};
const OLD = sealWith('the key until yesterday');
const NEW = sealWith('the key from today on');
const NOON = Date.UTC(2026, 10, 23, 12);
const SUBJECT = new Uint8Array([0, 255, 16, 1, 2, 3, 4, 250]);
const TOKEN = signLink({ purpose: 'pay', subject: SUBJECT, expiresMs: NOON }, OLD);

const read = (token: string, change: Partial<Parameters<typeof readLink>[1]> = {}) =>
  readLink(token, { purpose: 'pay', seals: [OLD], nowMs: NOON, ...change });

describe('a signed link', () => {
  it('gives back what it stands for, in 28 characters that no messenger breaks', () => {
    assert.deepEqual(read(TOKEN), SUBJECT);
    assert.match(TOKEN, /^[A-Za-z0-9_-]{28}$/);
  });

  it('is good to the end of its day, UTC, and not a moment longer', () => {
    const midnight = Date.UTC(2026, 10, 24);
    assert.deepEqual(read(TOKEN, { nowMs: midnight - 1 }), SUBJECT);
    assert.equal(read(TOKEN, { nowMs: midnight }), null);
  });

  it('opens no other door', () => {
    assert.equal(read(TOKEN, { purpose: 'phone' }), null);
  });

  it('outlives the change of the key, as long as the old one is kept', () => {
    assert.deepEqual(read(TOKEN, { seals: [NEW, OLD] }), SUBJECT);
    assert.equal(read(TOKEN, { seals: [NEW] }), null);
  });

  it('is worth nothing once a single bit of it is changed, in whatever place', () => {
    const bytes = Buffer.from(TOKEN, 'base64url');
    for (let bit = 0; bit < bytes.length * 8; bit += 1) {
      const forged = Buffer.from(bytes);
      forged[bit >> 3]! ^= 1 << (bit & 7);
      assert.equal(read(forged.toString('base64url')), null, `bit ${bit}`);
    }
  });

  it('has one spelling: cut, longer, padded, or in another alphabet it is nobody’s', () => {
    const others = [TOKEN.slice(0, -1), `${TOKEN}A`, `${TOKEN}=`, ` ${TOKEN}`, '', 'A'.repeat(28), '%00'];
    for (const other of others) assert.equal(read(other), null, other);
    // 29 bytes leave two bits over: another last letter says the same bytes.
    const long = signLink({ purpose: 'pay', subject: new Uint8Array(16), expiresMs: NOON }, OLD);
    const twin = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'].filter(
      (letter) => read(long.slice(0, -1) + letter) !== null,
    );
    assert.deepEqual(twin, [long.at(-1)]);
  });
});
