import { toEpochMs, type IsoInstant } from '../../domain/instant.ts';

/*
 * One-dimensional arrays in Postgres's binary format, which the driver sends as they are. As text, every quote and line
 * end of a webhook's body would be escaped here and unescaped there: more work than all the rest of the insert.
 * Format (array_send in Postgres's arrayfuncs.c): number of dimensions, whether there may be NULLs, type of the
 * elements, their number, first index; then each element with its length before it, which is -1 for NULL.
 */

const TEXT = 25;
const INT2 = 21;
const TIMESTAMPTZ = 1184;
const HEAD_BYTES = 20;
/** Postgres counts from here, in microseconds. */
const EPOCH_MS = Date.UTC(2000, 0, 1);

/** For a parameter of type `text[]`. Bytes are taken for UTF-8. */
export function textArray(values: readonly (string | Uint8Array | null)[]): Buffer {
  const lengths = values.map((value) => (value === null ? -1 : Buffer.byteLength(value)));
  const bytes = lengths.reduce((sum, length) => sum + 4 + Math.max(0, length), 0);
  const array = withHead(TEXT, values.length, bytes);
  let at = HEAD_BYTES;
  for (const [index, value] of values.entries()) {
    at = array.writeInt32BE(lengths[index]!, at);
    if (typeof value === 'string') at += array.write(value, at);
    else if (value) {
      array.set(value, at);
      at += value.length;
    }
  }
  return array;
}

/** For a parameter of type `timestamptz[]`. */
export function instantArray(values: readonly IsoInstant[]): Buffer {
  const array = withHead(TIMESTAMPTZ, values.length, values.length * 12);
  let at = HEAD_BYTES;
  for (const value of values) {
    at = array.writeInt32BE(8, at);
    at = array.writeBigInt64BE(BigInt(toEpochMs(value) - EPOCH_MS) * 1000n, at);
  }
  return array;
}

/** For a parameter of type `smallint[]`. */
export function smallIntArray(values: readonly number[]): Buffer {
  const array = withHead(INT2, values.length, values.length * 6);
  let at = HEAD_BYTES;
  for (const value of values) {
    at = array.writeInt32BE(2, at);
    at = array.writeInt16BE(value, at);
  }
  return array;
}

function withHead(type: number, length: number, bytes: number): Buffer {
  const array = Buffer.allocUnsafe(HEAD_BYTES + bytes);
  array.writeInt32BE(1, 0);
  array.writeInt32BE(1, 4);
  array.writeInt32BE(type, 8);
  array.writeInt32BE(length, 12);
  array.writeInt32BE(1, 16);
  return array;
}
