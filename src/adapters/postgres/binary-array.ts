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
  let most = 0;
  for (const value of values) most += 4 + mostBytes(value);
  const array = withHead(TEXT, values.length, most);
  let at = HEAD_BYTES;
  for (const value of values) {
    const length = value === null ? -1 : write(array, value, at + 4);
    at = array.writeInt32BE(length, at) + Math.max(0, length);
  }
  return array.subarray(0, at);
}

/** To ask what a text really takes would cost as much as to write it: no UTF-16 unit takes more than three. */
function mostBytes(value: string | Uint8Array | null): number {
  if (value === null) return 0;
  return typeof value === 'string' ? value.length * 3 : value.length;
}

/** @returns how many bytes it took */
function write(array: Buffer, value: string | Uint8Array, at: number): number {
  if (typeof value === 'string') return array.write(value, at);
  array.set(value, at);
  return value.length;
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
