/** Without the letters and digits that are read for one another. */
const LETTERS = '23456789ABCDEFGHJKMNPQRSTVWXYZ';
const LENGTH = 8;

/** A code to type, e.g. `BACK-7K2MQXD4`. @param bytes of a keyed hash, 8 at least */
export function offerCode(bytes: Uint8Array): string {
  // The slight bias of % 30 leaves more than a guess can use up: Stripe ties the code to its customer besides.
  const letters = Array.from(bytes.slice(0, LENGTH), (byte) => LETTERS[byte % LETTERS.length]);
  return `BACK-${letters.join('')}`;
}
