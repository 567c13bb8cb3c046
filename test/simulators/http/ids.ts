import { randomBytes } from 'node:crypto';

const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/** A random id in a provider's style, e.g. `in_1Qh3…` for prefix `in_`. */
export function randomId(prefix: string, length = 24): string {
  // The slight bias of % 62 does not matter for test ids.
  const letters = Array.from(randomBytes(length), (byte) => ALPHABET[byte % ALPHABET.length]);
  return prefix + letters.join('');
}
