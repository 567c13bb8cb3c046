import { createHmac, timingSafeEqual } from 'node:crypto';

/** How a sender writes its proof: HMAC-SHA256, in hex, over `<time><joint><raw body>`. */
export interface SignatureScheme {
  /** Between the pairs of the header. */
  readonly separator: ',' | ';';
  /** Name of the pair that has the time, in Unix seconds. */
  readonly time: string;
  /** Name of the pairs of which one must match. */
  readonly digest: string;
  readonly joint: '.' | ':';
  /** How far the time may be from ours, either way. */
  readonly toleranceSeconds: number;
}

export interface SignatureCheck {
  /** The body exactly as received. */
  readonly rawBody: Buffer;
  readonly header: string | string[] | undefined;
  /** Used whole; several while a secret is being replaced. */
  readonly secrets: readonly string[];
  /** Milliseconds since 1970. */
  readonly nowMs: number;
}

export type SignatureVerdict =
  | { readonly kind: 'verified' }
  | { readonly kind: 'refused'; readonly why: 'missing_signature' | 'bad_signature' | 'stale' };

/** The check of one sender; its `header` is the sender's own, e.g. `Stripe-Signature`. */
export function timedSignature(scheme: SignatureScheme): (check: SignatureCheck) => SignatureVerdict {
  return (check) => verifyTimedSignature(scheme, check);
}

/**
 * One matching digest under one of the secrets is enough, whichever comes first: senders give one for each of theirs
 * while they replace one. A time that is missing, doubled or far from ours, past or future, is refused.
 */
function verifyTimedSignature(scheme: SignatureScheme, check: SignatureCheck): SignatureVerdict {
  // Two headers become one with two times, which is refused: nobody can say which of them is meant.
  const given = Array.isArray(check.header) ? check.header.join(scheme.separator) : (check.header ?? '');
  if (given === '') return refused('missing_signature');
  const pairs = given.split(scheme.separator).map((item) => item.split('='));
  const valuesOf = (name: string) => pairs.filter(([key]) => key === name).map(([, value]) => value ?? '');
  const [time, ...more] = valuesOf(scheme.time);
  if (time === undefined || more.length > 0 || !/^\d{1,12}$/.test(time)) return refused('bad_signature');
  const signed = {
    prefix: `${time}${scheme.joint}`,
    digests: valuesOf(scheme.digest),
    rawBody: check.rawBody,
  };
  if (!check.secrets.some((secret) => matches(secret, signed))) return refused('bad_signature');
  const ageSeconds = Math.floor(check.nowMs / 1000) - Number(time);
  return Math.abs(ageSeconds) > scheme.toleranceSeconds ? refused('stale') : { kind: 'verified' };
}

interface Signed {
  readonly prefix: string;
  readonly digests: readonly string[];
  readonly rawBody: Buffer;
}

function matches(secret: string, { prefix, digests, rawBody }: Signed): boolean {
  // With an empty secret anybody could sign.
  if (secret.trim() === '') return false;
  const digest = createHmac('sha256', secret).update(prefix).update(rawBody).digest('hex');
  const expected = Buffer.from(digest);
  return digests.some((one) => {
    const given = Buffer.from(one);
    return given.length === expected.length && timingSafeEqual(given, expected);
  });
}

function refused(why: Extract<SignatureVerdict, { kind: 'refused' }>['why']): SignatureVerdict {
  return { kind: 'refused', why };
}
