import { DAY_MS } from './duration.ts';

/** What a link may be used for; part of what is signed, so that no link opens another door. */
export type LinkPurpose = 'pay' | 'phone' | 'unsubscribe';

/** Keyed digest of a text, at least {@link MAC_BYTES} long. The key stays with whoever made it. */
export type Seal = (bytes: Uint8Array) => Uint8Array;

export interface LinkContent {
  readonly purpose: LinkPurpose;
  /** Whom or what it stands for: an opaque reference, never a name, number or address. */
  readonly subject: Uint8Array;
  /** Milliseconds since 1970; the link is good to the end of that day, UTC. */
  readonly expiresMs: number;
}

const VERSION = 1;
/** 80 bits: guessing goes through our own rate limit. */
const MAC_BYTES = 10;
const HEAD_BYTES = 3;
const SHAPE = /^[A-Za-z0-9_-]{20,400}$/;

/**
 * `base64url(version, day of expiry, subject, MAC)`: with a subject of 8 bytes 28 characters, short enough for a message.
 * Days count from 1970 in two bytes, to the year 2149.
 */
export function signLink({ purpose, subject, expiresMs }: LinkContent, seal: Seal): string {
  const day = Math.floor(expiresMs / DAY_MS);
  const body = Buffer.from([VERSION, day >> 8, day & 255, ...subject]);
  return Buffer.concat([body, macOf(purpose, body, seal)]).toString('base64url');
}

export interface LinkCheck {
  readonly purpose: LinkPurpose;
  /** One for each key that may have signed it: the present one, and those before it. */
  readonly seals: readonly Seal[];
  readonly nowMs: number;
}

/** The subject of a link that is ours, for this purpose, and not expired. Null otherwise, whatever is wrong with it. */
export function readLink(token: string, { purpose, seals, nowMs }: LinkCheck): Uint8Array | null {
  if (!SHAPE.test(token)) return null;
  const bytes = Buffer.from(token, 'base64url');
  // Of several spellings of the same bytes only ours counts.
  if (bytes.toString('base64url') !== token || bytes.length <= HEAD_BYTES + MAC_BYTES) return null;
  const body = bytes.subarray(0, -MAC_BYTES);
  const mac = bytes.subarray(-MAC_BYTES);
  if (!seals.some((seal) => isSame(mac, macOf(purpose, body, seal)))) return null;
  const day = body[1]! * 256 + body[2]!;
  if (body[0] !== VERSION || nowMs >= (day + 1) * DAY_MS) return null;
  return new Uint8Array(body.subarray(HEAD_BYTES));
}

function macOf(purpose: LinkPurpose, body: Uint8Array, seal: Seal): Uint8Array {
  return seal(Buffer.concat([Buffer.from(`${purpose}:`), body])).subarray(0, MAC_BYTES);
}

/** In the same time wherever they differ. */
function isSame(one: Uint8Array, other: Uint8Array): boolean {
  let difference = one.length ^ other.length;
  for (let index = 0; index < one.length; index += 1) difference |= one[index]! ^ (other[index] ?? 0);
  return difference === 0;
}
